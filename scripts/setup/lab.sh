# What the lab needs: real mail servers and DNS. Sourced after packages.sh.

packages_lab() {
  printf '%s\n' postfix nsd ldnsutils openssl faketime iproute2 dpkg \
    libpcre2-dev libgdbm-dev libssl-dev make gcc xz-utils  # for Exim with OpenSSL, which is built (tests/senders/exim_openssl.mjs)
}

# lab_packages: Postfix asks how it shall be configured; here it is not: the lab brings its own configuration.
lab_packages() {
  if [ -n "$(missing_packages postfix)" ]; then
    printf 'postfix postfix/main_mailer_type select No configuration\n' | as_root debconf-set-selections
  fi
  packages_for lab
}
