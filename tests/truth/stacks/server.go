// A TLS server of Go's own library.  server CONFIGURATION (JSON), or server --list
package main

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"time"
)

type keyPair struct{ Cert, Key, Ocsp, Timestamp string }

type configuration struct {
	Port         int
	Versions     [2]uint16
	Suites       []uint16
	Curves       []tls.CurveID
	Certificates []keyPair
	Tickets      bool
	ClientAuth   int
	Protocols    []string
	NeedsName    bool
}

func list() {
	type suite struct {
		Id   uint16
		Name string
	}
	var all []suite
	for _, known := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		all = append(all, suite{known.ID, known.Name})
	}
	json.NewEncoder(os.Stdout).Encode(all)
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func pair(from keyPair) tls.Certificate {
	certificate, err := tls.LoadX509KeyPair(from.Cert, from.Key)
	must(err)
	if from.Ocsp != "" {
		certificate.OCSPStaple, err = os.ReadFile(from.Ocsp)
		must(err)
	}
	if from.Timestamp != "" {
		timestamp, err := os.ReadFile(from.Timestamp)
		must(err)
		certificate.SignedCertificateTimestamps = [][]byte{timestamp}
	}
	return certificate
}

func serve(connection net.Conn, config *tls.Config) {
	defer connection.Close()
	connection.SetDeadline(time.Now().Add(5 * time.Second))
	inside := tls.Server(connection, config)
	if inside.Handshake() != nil {
		return
	}
	words := make([]byte, 512)
	if count, _ := inside.Read(words); count > 0 {
		inside.Write([]byte("221 2.0.0 Bye\r\n"))
	}
	inside.Close()
}

func main() {
	if os.Args[1] == "--list" {
		list()
		return
	}
	var wanted configuration
	must(json.Unmarshal([]byte(os.Args[1]), &wanted))
	config := &tls.Config{
		MinVersion: wanted.Versions[0], MaxVersion: wanted.Versions[1], CipherSuites: wanted.Suites, CurvePreferences: wanted.Curves,
		SessionTicketsDisabled: !wanted.Tickets, ClientAuth: tls.ClientAuthType(wanted.ClientAuth), NextProtos: wanted.Protocols,
	}
	for _, from := range wanted.Certificates {
		config.Certificates = append(config.Certificates, pair(from))
	}
	if wanted.NeedsName {
		config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			if hello.ServerName == "" {
				return nil, errors.New("no name")
			}
			return nil, nil
		}
	}
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", wanted.Port))
	must(err)
	for {
		connection, err := listener.Accept()
		must(err)
		go serve(connection, config)
	}
}
