# One file for every image of the platform:
#   docker build --build-arg SERVICE=catalog-service -t palisade/catalog-service .
#   docker build --target local -t palisade/local .
# One base image is pulled. The final images begin empty and get a Java runtime, the libraries that it is linked to
# and the application: no shell, no package manager, nobody but user 65532.
ARG BUILD_IMAGE=maven:3.9.11-eclipse-temurin-25

# --- the jars ---------------------------------------------------------------------------------------------------------
FROM ${BUILD_IMAGE} AS jars
WORKDIR /src
COPY .mvn/ .mvn/
COPY pom.xml ./
COPY policies/ policies/
COPY platform/ platform/
COPY local/ local/
COPY auth-server/ auth-server/
COPY gateway/ gateway/
COPY catalog-service/ catalog-service/
COPY cart-service/ cart-service/
COPY payment-service/ payment-service/
COPY payment-sandbox/ payment-sandbox/
COPY verify/ verify/
# Tests and the format are the business of ./palisade test. Zipkin, which only the local launcher starts, is not fetched.
RUN --mount=type=cache,target=/root/.m2,sharing=locked \
    modules=local,auth-server,gateway,catalog-service,cart-service,payment-service,payment-sandbox \
    && mvn -B -q -ntp package -Dmaven.test.skip=true -Dspotless.check.skip=true -Dmdep.skip=true -pl "$modules" -am \
    && mvn -B -q -ntp dependency:copy-dependencies@launcher-libraries -pl local

# --- the Java runtime, and all that it is linked to -------------------------------------------------------------------
FROM ${BUILD_IMAGE} AS runtime
ARG SOURCE_DATE_EPOCH=1795305600
# The last two of the libraries are what Cedar's asks for, and nothing else does.
# Only java.desktop's beans are used, none of its screens, fonts and sounds, which would ask for a dozen libraries more.
RUN jlink --output /image/opt/jre --no-header-files --no-man-pages --generate-cds-archive --add-modules \
java.base,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.rmi,java.scripting,\
java.security.jgss,java.sql,java.xml.crypto,jdk.crypto.cryptoki,jdk.httpserver,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs \
    && cd /image/opt/jre/lib \
    && rm -f libawt* libjawt* libsplashscreen* libfont* libfreetype* libjsound* libmlib_image* liblcms* libjavajpeg* \
    server/classes_nocoops.jsa
COPY docker/build/Ready.java docker/build/ready.options /tmp/
RUN javac -d /image/opt/ready /tmp/Ready.java && install -m 0644 /tmp/ready.options /image/opt/ready/options \
    && mkdir -p -m 1777 /image/tmp && mkdir -p /image/etc \
    && echo 'palisade:x:65532:65532::/tmp:' >/image/etc/passwd \
    && echo 'palisade:x:65532:' >/image/etc/group \
    && echo 'hosts: files dns' >/image/etc/nsswitch.conf \
    && find /image/opt/jre -type f \( -perm -u+x -o -name '*.so' \) -exec ldd {} + 2>/dev/null \
    | sed -n 's,^[^/]*\(/[^ ]*\) (0x.*,\1,p' | sort -u | grep -v '^/image/' | xargs cp -L --parents -t /image \
    && for library in libresolv.so.2 libpthread.so.0 libdl.so.2; do \
    cp -L --parents "$(find /lib /usr/lib -name "$library" | sort | head -n 1)" /image || exit 1; done \
    && find /image -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

# --- one service ------------------------------------------------------------------------------------------------------
FROM jars AS layers
ARG SERVICE
ARG SOURCE_DATE_EPOCH=1795305600
WORKDIR /layers
COPY docker/build/java.options /options/
# Cedar's library is laid beside the application: a process that cannot write where it may execute needs no such place.
RUN cp "/src/$SERVICE/target/$SERVICE.jar" application.jar \
    && java -Djarmode=tools -jar application.jar extract --layers --destination . --force \
    && rm application.jar && mkdir -p dependencies/lib native/native \
    && install -m 0644 /options/java.options application/ && cd native/native \
    && if [ -e ../../dependencies/lib/cedar-java-*.jar ]; then \
    jar xf ../../dependencies/lib/cedar-java-*.jar "jne/linux/$(uname -m)/libcedar_java_ffi.so" \
    && mv "jne/linux/$(uname -m)/libcedar_java_ffi.so" . && rm -r jne; fi \
    && find /layers -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

FROM jars AS trained
ARG SERVICE
ARG SOURCE_DATE_EPOCH=1795305600
RUN echo 'palisade:x:65532:65532::/tmp:' >>/etc/passwd && install -d -o 65532 -g 65532 /trained
COPY --from=runtime /image/opt/jre/ /opt/jre/
# At the places and with the times that they have in the image, since the JVM compares both.
COPY --from=layers /layers/dependencies/ /layers/snapshot-dependencies/ /layers/native/ /layers/application/ /app/
COPY docker/build/Train.java config-repo/ /train/
USER 65532:65532
# One after the other: several trainings at once would starve each other on a small machine. The lock is all that the
# mount is for.
RUN --mount=type=cache,id=palisade-training,target=/training,sharing=locked \
    CEDAR_JAVA_FFI_LIB=/app/native/libcedar_java_ffi.so \
    java -cp "/src/local/target/palisade-local.jar:/src/local/target/lib/*" /train/Train.java \
    "$SERVICE" /train \
    /opt/jre/bin/java -XX:AOTCacheOutput=/trained/app.aot -Dspring.context.exit=onRefresh @/app/java.options \
    -jar /app/application.jar \
    && touch -d "@$SOURCE_DATE_EPOCH" /trained /trained/app.aot

# --- what prepares and tends the platform: the bootstrap and the agent of Vault ---------------------------------------
FROM jars AS tools
ARG SOURCE_DATE_EPOCH=1795305600
RUN install -D -t /app local/target/palisade-local.jar && mkdir /app/lib \
    && find local/target/lib -name '*.jar' ! -name 'embedded-postgres-*' -exec cp -t /app/lib {} + \
    && find /app -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
# A volume that is mounted for the first time takes over owner and mode of the folder below it.
RUN mkdir -p /volumes/palisade/login && cd /volumes/palisade && mkdir trust && mkdir -m 0700 offline \
    vault-tls vault-seal vault-data vault-audit postgres-tls postgres-data valkey-tls valkey-acl login/agent \
    payment-sandbox-tls sandbox-secrets \
    login/gateway login/auth-server login/catalog-service login/cart-service login/payment-service \
    && find /volumes -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

FROM scratch AS local
COPY --from=runtime /image/ /
COPY --from=tools /app/ /app/
COPY docker/vault/ /app/vault/
COPY --from=tools --chown=65532:65532 /volumes/ /
USER 65532:65532
WORKDIR /tmp
ENV LC_ALL=C.UTF-8
ENTRYPOINT ["/opt/jre/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:MaxRAMPercentage=40", \
            "-XX:+ExitOnOutOfMemoryError", "-cp", "/app/palisade-local.jar:/app/lib/*", "dev.palisade.local.vault.VaultCommand"]
ARG SOURCE=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="palisade/local" \
      org.opencontainers.image.source="$SOURCE" \
      org.opencontainers.image.revision="$REVISION"

# --- the card provider, which is another company's ---------------------------------------------------------------------
FROM jars AS sandbox-app
ARG SOURCE_DATE_EPOCH=1795305600
RUN install -D -t /app payment-sandbox/target/payment-sandbox.jar payment-sandbox/target/lib/*.jar \
    && mkdir -p -m 0700 /volumes/data && find /app /volumes -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

FROM scratch AS sandbox
COPY --from=runtime /image/ /
COPY --from=sandbox-app /app/ /app/
COPY --from=sandbox-app --chown=65532:65532 /volumes/ /
USER 65532:65532
WORKDIR /tmp
ENV LC_ALL=C.UTF-8
ENTRYPOINT ["/opt/jre/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:MaxRAMPercentage=50", \
            "-XX:+ExitOnOutOfMemoryError", "-cp", "/app/*", "dev.palisade.sandbox.PaymentSandbox"]
ARG SOURCE=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="palisade/payment-sandbox" \
      org.opencontainers.image.source="$SOURCE" \
      org.opencontainers.image.revision="$REVISION"

# --- the image of a service, which is what is built when no other is asked for ----------------------------------------
FROM scratch AS service
COPY --from=runtime /image/ /
COPY --from=layers /layers/dependencies/ /layers/snapshot-dependencies/ /app/
COPY --from=layers /layers/native/ /app/
COPY --from=layers /layers/application/ /app/
COPY --from=trained --chown=0:0 /trained/ /app/
USER 65532:65532
WORKDIR /tmp
ENV LC_ALL=C.UTF-8 CEDAR_JAVA_FFI_LIB=/app/native/libcedar_java_ffi.so
ENTRYPOINT ["/opt/jre/bin/java", "-XX:AOTCache=/app/app.aot", "@/app/java.options", "-jar", "/app/application.jar"]
ARG SERVICE
ARG SOURCE=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="palisade/$SERVICE" \
      org.opencontainers.image.source="$SOURCE" \
      org.opencontainers.image.revision="$REVISION"
