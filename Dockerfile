# syntax=docker/dockerfile:1

FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 mvn -q -B -DskipTests package -pl app -am
# Beside a real database the embedded one is dead weight; without its programs the layer halves.
RUN java -Djarmode=tools -jar app/target/consent-ledger.jar extract --layers --destination layers \
    && rm layers/dependencies/lib/embedded-postgres-binaries-*.jar

FROM eclipse-temurin:25-jre
RUN groupadd --system --gid 10001 ledger \
    && useradd --system --uid 10001 --gid ledger --no-create-home --shell /usr/sbin/nologin ledger \
    && install --directory --owner=ledger --group=ledger --mode=0700 /data
# Layers that change least come first, so that a new release transfers little.
COPY --from=build /build/layers/dependencies/ /app/
COPY --from=build /build/layers/spring-boot-loader/ /app/
COPY --from=build /build/layers/snapshot-dependencies/ /app/
COPY --from=build /build/layers/application/ /app/
# The server keeps its files in ./data, which from here is the volume.
WORKDIR /
VOLUME /data
USER 10001:10001
EXPOSE 8080
# The image has no curl, and needs none for one request.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /actuator/health HTTP/1.0\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == *' 200'* ]]"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-XX:+UseParallelGC", "-jar", "/app/consent-ledger.jar"]
