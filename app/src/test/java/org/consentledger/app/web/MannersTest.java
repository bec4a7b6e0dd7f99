package org.consentledger.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentledger.app.web.Client.json;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(
        classes = BareServer.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"ledger.embedded.directory=target/bare", "ledger.http.max-body-bytes=4096"})
class MannersTest {
    @LocalServerPort
    int port;

    private Client client;

    @BeforeEach
    void connect() {
        client = new Client(port);
    }

    private HttpResponse<String> consent(String body) {
        return client.send(client.postAs("service", "/v1/consents", body));
    }

    private static Map<String, String> faults(HttpResponse<String> answer) {
        var faults = new TreeMap<String, String>();
        json(answer)
                .path("errors")
                .forEach(fault -> faults.put(
                        fault.required("pointer").asString(),
                        fault.required("code").asString()));
        return faults;
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.body()).doesNotContain("Exception", "<html", "trace", BareServer.ADDRESS);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        var problem = json(answer);
        assertThat(problem.required("code").asString()).isEqualTo(code);
        assertThat(problem.required("status").asInt()).isEqualTo(status);
        assertThat(problem.required("type").asString()).startsWith("urn:consent-ledger:problem:");
        assertThat(problem.required("title").asString()).isNotBlank();
        assertThat(problem.required("detail").asString()).isNotBlank();
    }

    @Test
    void goodBodyIsReadAndAnswered() {
        var answer = consent("""
                {"subject":{"type":"email","value":"a@example.org"},"purposes":["news"],"flag":true,
                 "occurredAt":"2026-03-01T12:00:00.123456789+02:00","statement":"no more"}""");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).required("occurredAt").asString()).isEqualTo("2026-03-01T10:00:00.123456Z");
        assertThat(json(answer).required("statement").asString()).isEqualTo("no more");
        assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
        assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("Server")).isEmpty();
        assertThat(answer.headers().firstValue("Content-Length")).isPresent();
    }

    @Test
    void everyFaultOfABodyIsNamedAtOnce() {
        var answer = consent("""
                {"subject":{"type":1,"value":{"a":1}},"purposes":["ok",{},"-bad-"],"occurredAt":"yesterday","flag":"yes",
                 "surplus":{"a":[1]},"statement":7,"inner":[{"text":"a","number":1},{"text":"a","number":"x","b/c":2}],
                 "counts":{"a":"b","c":1}}""");
        assertProblem(answer, 400, "INVALID_REQUEST");
        assertThat(faults(answer))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("#/subject/type", "BAD_VALUE"),
                        Map.entry("#/subject/value", "BAD_VALUE"),
                        Map.entry("#/purposes/1", "BAD_VALUE"),
                        Map.entry("#/purposes/2", "BAD_VALUE"),
                        Map.entry("#/occurredAt", "BAD_VALUE"),
                        Map.entry("#/flag", "BAD_VALUE"),
                        Map.entry("#/surplus", "UNKNOWN_FIELD"),
                        Map.entry("#/statement", "BAD_VALUE"),
                        Map.entry("#/inner/1/number", "BAD_VALUE"),
                        Map.entry("#/inner/1/b~1c", "UNKNOWN_FIELD"),
                        Map.entry("#/counts/a", "BAD_VALUE")));
    }

    @Test
    void singleFaultGivesTheProblemItsCode() {
        var answer = consent("{\"surplus\":1}");
        assertProblem(answer, 400, "UNKNOWN_FIELD");
        assertThat(faults(answer)).containsExactly(Map.entry("#/surplus", "UNKNOWN_FIELD"));
        assertThat(json(answer).required("type").asString()).isEqualTo("urn:consent-ledger:problem:unknown-field");
    }

    @Test
    void rejectedValuesAreNotEchoed() {
        assertThat(consent("{\"occurredAt\":\"" + BareServer.ADDRESS + "\",\"flag\":\"" + BareServer.ADDRESS + "\"}")
                        .body())
                .doesNotContain(BareServer.ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "null",
                "{",
                "{\"flag\":true,\"flag\":false}",
                "{\"subject\":{\"type\":\"email\",\"type\":\"phone\"}}",
                "{} {}",
                "{} x",
                "{'flag':true}",
                "{\"flag\":tru}",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]",
            })
    void whatIsNotOneJsonValueIsMalformed(String body) {
        var answer = consent(body);
        assertProblem(answer, 400, "MALFORMED");
        assertThat(faults(answer)).containsExactly(Map.entry("#", "MALFORMED"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"text\"", "1"})
    void otherJsonThanAnObjectIsABadValue(String body) {
        assertThat(faults(consent(body))).containsExactly(Map.entry("#", "BAD_VALUE"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1767225600",
                "\"1767225600\"",
                "\"2026-01-01\"",
                "\"2026-01-01T00:00:00\"",
                "\"2026-01-01T00:00Z\"",
                "\"2026-02-30T00:00:00Z\"",
                "\"\""
            })
    void timesAreRfc3339WithOffset(String time) {
        assertThat(faults(consent("{\"occurredAt\":" + time + "}")))
                .containsExactly(Map.entry("#/occurredAt", "BAD_VALUE"));
    }

    @Test
    void faultyParametersArePointedAt() {
        var path = "/v1/subjects/%s/history";
        var good = client.send(client.requestAs(
                "auditor",
                path.formatted("01890a5d-ac96-774b-bcce-b302099a8057") + "?validAt=2026-01-01T00:00:00Z&limit=1"));
        assertThat(good.statusCode()).as(good.body()).isEqualTo(200);
        assertThat(json(good).required("validAt").asString()).isEqualTo("2026-01-01T00:00:00Z");

        var badPath = client.send(client.requestAs("auditor", path.formatted("x") + "?validAt=x"));
        assertProblem(badPath, 400, "BAD_VALUE");
        assertThat(faults(badPath)).containsKey("#/path/subjectId");

        var known = path.formatted("01890a5d-ac96-774b-bcce-b302099a8057");
        var badQuery = client.send(client.requestAs("auditor", known + "?validAt=yesterday&limit=1"));
        assertThat(faults(badQuery)).containsExactly(Map.entry("#/query/validAt", "BAD_VALUE"));
        var missing = client.send(client.requestAs("auditor", known + "?validAt=2026-01-01T00:00:00Z"));
        assertThat(faults(missing)).containsExactly(Map.entry("#/query/limit", "MISSING"));
    }

    @Test
    void badIdInAPathIsABadValue() {
        var answer =
                client.send(client.requestAs("admin", "/v1/controllers/-x-").PUT(BodyPublishers.noBody()));
        assertProblem(answer, 400, "BAD_VALUE");
        assertThat(faults(answer)).containsExactly(Map.entry("#/path/id", "BAD_VALUE"));
    }

    @Test
    void bodyOverTheLimitIsTooLarge() {
        var large = "{\"statement\":\"" + "x".repeat(5000) + "\"}";
        assertProblem(consent(large), 413, "BODY_TOO_LARGE");
        assertProblem(
                client.send(client.requestAs("service", "/v1/consents")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofInputStream(
                                () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8))))),
                413,
                "BODY_TOO_LARGE");
    }

    @Test
    void streamsHaveNoLimit() {
        var answer = client.send(client.postAs("service", "/v1/decisions/batch", "x".repeat(100_000)));
        assertThat(answer.body()).isEqualTo("100000");
    }

    @Test
    void bodyCanBeReadAgain() {
        var seen = json(client.send(client.postAs("service", "/v1/withdrawals", "{\"a\":1}")));
        assertThat(seen.required("body").asString()).isEqualTo("{\"a\":1}");
        assertThat(seen.required("again").asString()).isEqualTo("{\"a\":1}");
        assertThat(seen.required("caller").required("client").asString()).isEqualTo("service");
        assertThat(seen.has("key")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"8e03978e-40d5-43dd-bc93-6894a57f9324\"", "\"a\"", "\"say \\\"x\\\" \\\\\""})
    void idempotencyKeyIsAQuotedString(String key) {
        var answer =
                client.send(client.postAs("service", "/v1/withdrawals", "{}").header("Idempotency-Key", key));
        assertThat(json(answer).required("key").asString())
                .isEqualTo(
                        key.substring(1, key.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unquoted", "\"\"", "\"open", "\"a\"b\"", "\"a\\b\"", "\"a\";x=1", "\"a\", \"b\"", "LONG"})
    void otherIdempotencyKeysAreInvalid(String header) {
        var key = header.equals("LONG") ? "\"" + "k".repeat(201) + "\"" : header;
        var answer =
                client.send(client.postAs("service", "/v1/withdrawals", "{}").header("Idempotency-Key", key));
        assertProblem(answer, 400, "IDEMPOTENCY_KEY_INVALID");
        assertThat(faults(answer)).containsKey("#/header/Idempotency-Key");
    }

    @Test
    void twoIdempotencyKeysAreInvalid() {
        var answer = client.send(client.postAs("service", "/v1/withdrawals", "{}")
                .header("Idempotency-Key", "\"a\"")
                .header("Idempotency-Key", "\"b\""));
        assertProblem(answer, 400, "IDEMPOTENCY_KEY_INVALID");
    }

    @Test
    void whatIsNotOfferedIsSaidSo() {
        assertProblem(client.send(client.requestAs("admin", "/v1/nothing")), 404, "NOT_FOUND");
        assertProblem(client.send(client.requestAs("admin", "/v1/log/key")), 404, "NOT_FOUND");
        assertProblem(client.send(client.requestAs("admin", "/error")), 404, "NOT_FOUND");

        var method = client.send(client.requestAs("admin", "/v1/consents"));
        assertProblem(method, 405, "METHOD_NOT_ALLOWED");
        assertThat(method.headers().firstValue("Allow")).hasValue("POST");

        var type = client.send(client.requestAs("admin", "/v1/consents")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}")));
        assertProblem(type, 415, "UNSUPPORTED_MEDIA_TYPE");
        assertProblem(
                client.send(client.requestAs("admin", "/v1/consents").POST(BodyPublishers.ofString("{}"))),
                415,
                "UNSUPPORTED_MEDIA_TYPE");

        var accept = client.send(client.postAs("admin", "/v1/consents", "{}").header("Accept", "text/html"));
        assertProblem(accept, 406, "NOT_ACCEPTABLE");
    }

    @Test
    void bugIsAnIncidentOfWhichNoWordLeaks(CapturedOutput log) {
        var answer = client.send(client.requestAs("admin", "/v1/purposes/bug"));
        assertProblem(answer, 500, "INTERNAL");
        var incident = answer.headers().firstValue("X-Request-Id").orElseThrow();
        assertThat(json(answer).required("instance").asString()).isEqualTo("urn:uuid:" + incident);
        assertThat(log)
                .contains(incident, "IllegalStateException", "BareServer")
                .doesNotContain(BareServer.ADDRESS);
    }

    @Test
    void causesAreUnderstood(CapturedOutput log) {
        var refusal = client.send(client.requestAs("admin", "/v1/purposes/refusal"));
        assertProblem(refusal, 422, "PURPOSE_RETIRED");
        assertThat(faults(refusal)).containsExactly(Map.entry("#/purposes/0", "PURPOSE_RETIRED"));
        assertProblem(client.send(client.requestAs("admin", "/v1/purposes/race")), 409, "CONFLICT");
        var database = client.send(client.requestAs("admin", "/v1/purposes/database"));
        assertProblem(database, 503, "UNAVAILABLE");
        assertThat(database.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(log).doesNotContain(BareServer.ADDRESS);
    }

    @Test
    void halfAnAnswerIsCutOff(CapturedOutput log) {
        assertThatThrownBy(() -> client.send(client.requestAs("admin", "/v1/notices/cut")))
                .hasRootCauseInstanceOf(EOFException.class);
        assertThat(log).doesNotContain(BareServer.ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/{x} HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /v1/../../etc HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /v1/%2e%2e%2fx HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /v1//x;a=b HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "NONSENSE\r\n\r\n",
            })
    void brokenRequestIsAnsweredByAProblem(String request) throws Exception {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 4")
                    .contains("application/problem+json", "\"code\":\"MALFORMED\"")
                    .doesNotContainIgnoringCase("<html", "tomcat", "exception");
        }
    }
}
