// A TLS server of the library that Java brings (JSSE).  java JavaServer WORD=VALUE…, or java JavaServer list
import java.io.FileInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

class JavaServer {
    private static final char[] PASSWORD = "changeit".toCharArray();

    /** Asks for certificates and takes any. */
    private static final TrustManager ANY = new X509TrustManager() {
        public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) {}
        public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {}
        public java.security.cert.X509Certificate[] getAcceptedIssuers() { return new java.security.cert.X509Certificate[0]; }
    };

    private static void serve(Socket socket) {
        try (SSLSocket inside = (SSLSocket) socket) {
            inside.setSoTimeout(5000);
            inside.startHandshake();
            if (inside.getInputStream().read() >= 0) inside.getOutputStream().write("221 2.0.0 Bye\r\n".getBytes());
        } catch (Exception ended) {
            // It has said its alert.
        }
    }

    public static void main(String[] words) throws Exception {
        if (words[0].equals("list")) {
            for (String name : SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites()) System.out.println(name);
            return;
        }
        Map<String, String> wanted = new HashMap<>();
        for (String word : words) wanted.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, PASSWORD);
        for (String file : wanted.get("keys").split(",")) {
            KeyStore one = KeyStore.getInstance("PKCS12");
            one.load(new FileInputStream(file), PASSWORD);
            for (String alias : java.util.Collections.list(one.aliases()))
                keys.setKeyEntry(file, one.getKey(alias, PASSWORD), PASSWORD, one.getCertificateChain(alias));
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance("SunX509");
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), new TrustManager[] {ANY}, null);
        SSLServerSocket listening = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(
            Integer.parseInt(wanted.get("port")), 64, InetAddress.getLoopbackAddress());
        SSLParameters parameters = listening.getSSLParameters();
        parameters.setProtocols(wanted.get("versions").split(","));
        parameters.setCipherSuites(wanted.get("suites").split(","));
        parameters.setUseCipherSuitesOrder(wanted.get("serverpref").equals("yes"));
        if (wanted.get("client-certificate").equals("yes")) parameters.setWantClientAuth(true);
        if (!wanted.get("alpn").isEmpty()) parameters.setApplicationProtocols(wanted.get("alpn").split(","));
        listening.setSSLParameters(parameters);
        while (true) {
            Socket socket = listening.accept();
            new Thread(() -> serve(socket)).start();
        }
    }
}
