# Mailglass in containers; docker-compose.yml says how to run them.
#   relay  the page with its relay, run by an unprivileged user
#   lab    real mail servers and DNS to try it on, where outgoing port 25 is closed

FROM debian:bookworm-slim AS builder
WORKDIR /mailglass
# Packages come before the sources, so that a change of these finds them installed.
COPY scripts/setup/common.sh scripts/setup/packages.sh scripts/setup/
RUN bash -euc '. scripts/setup/packages.sh; packages_for build'
COPY . .
# OpenSSL, compiler results and npm packages stay with the machine that builds, for its next build.
RUN --mount=type=cache,target=/root/.cache/mailglass ./scripts/run --build-only \
  && strip build/release/relay/mailglass-relay build/release/relay/mailglass-resolver build/release/cli/mailglass

FROM debian:bookworm-slim AS lab
WORKDIR /mailglass
COPY scripts/setup/common.sh scripts/setup/packages.sh scripts/setup/lab.sh scripts/setup/
COPY tests/lab/exim.mjs tests/lab/run_command.mjs tests/lab/
# Exim is fetched now, not at the lab's first start, for that one has no network; libgnutls-dane0 is what it needs and nobody else brings.
RUN bash -euc '. scripts/setup/packages.sh; . scripts/setup/lab.sh; lab_packages; install_packages nodejs libgnutls-dane0' \
  && node -e 'import("./tests/lab/exim.mjs").then((exim) => exim.unpackExim("/opt/exim"))' \
  && useradd --system --no-create-home --shell /usr/sbin/nologin Debian-exim \
  && rm -rf /var/lib/apt/lists/*
COPY tests/lab tests/lab
# All that it makes lies in /lab, where the relay finds its settings.
ENV TMPDIR=/lab MAILGLASS_CACHE=/lab
VOLUME /lab
# Settings of an earlier run must not reach the relay; without a default route nothing can leave.
CMD ["sh", "-c", "rm -rf /lab/mailglass-lab; ln -sfn /opt/exim /lab/exim; ip route del default; exec node tests/lab/lab.mjs"]

FROM debian:bookworm-slim AS relay
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates dns-root-data libicu72 libprometheus-cpp-core1.0 libseccomp2 libspdlog1.10 libtomlplusplus3 libunbound8 \
  && rm -rf /var/lib/apt/lists/*
COPY --from=builder /mailglass/build/release/relay/mailglass-relay /mailglass/build/release/relay/mailglass-resolver /mailglass/build/release/cli/mailglass /usr/local/bin/
COPY --from=builder /mailglass/web/dist /usr/local/share/mailglass/web
# A user that owns nothing.
USER 8025:8025
EXPOSE 8025
ENTRYPOINT ["mailglass-relay", "--listen", "0.0.0.0:8025", "--web", "/usr/local/share/mailglass/web"]
