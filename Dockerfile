# docker build -t kontor . && docker run -p 8080:8080 -v kontor:/data kontor
# With a PostgreSQL of yours: docker run -p 8080:8080 -e KONTOR_DATABASE_URL=postgres://… kontor

FROM debian:12 AS build
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends git ca-certificates
WORKDIR /kontor
# The packages first: their layer is kept until the list changes.
COPY scripts/packages.sh scripts/packages.txt scripts/
RUN scripts/packages.sh build
COPY . .
RUN cmake --preset release -DBUILD_TESTING=OFF && cmake --build build/release --target kontor \
 && strip --strip-debug -o /usr/local/bin/kontor build/release/kontor

FROM debian:12-slim
# postgresql-15 is what the embedded server runs; the package shall make no cluster of its own.
RUN mkdir -p /etc/postgresql-common \
 && echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf \
 && apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold \
      ca-certificates curl postgresql-15 libsoci-postgresql4.0 libpq5 libssl3 libargon2-1 zlib1g \
      libbrotli1 libjpeg62-turbo libpng16-16 libwebp7 libavif15 libfmt9 libspdlog1.10 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data kontor \
 && install -d -o kontor -g kontor /data
COPY --from=build /usr/local/bin/kontor /usr/local/bin/kontor
USER kontor
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD curl -fsS http://127.0.0.1:8080/readyz >/dev/null
ENV KONTOR_DATA_DIR=/data KONTOR_HTTP_LISTEN=0.0.0.0:8080
ENTRYPOINT ["kontor"]
CMD ["serve"]
