package org.consentledger.app.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLTransientConnectionException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.consentledger.api.Caller;
import org.consentledger.api.Code;
import org.consentledger.api.Fault;
import org.consentledger.api.Personal;
import org.consentledger.api.Refusal;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.api.subject.SubjectReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The server without a ledger: its doors and manners, and a few endpoints that misbehave when asked to. */
@EnableAutoConfiguration(
        excludeName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
            "org.axonframework.springboot.autoconfig.AxonAutoConfiguration",
        })
@ComponentScan({"org.consentledger.app.web", "org.consentledger.app.security", "org.consentledger.app.openapi"})
public class BareServer {
    /** Stands for what must never leak. */
    public static final String ADDRESS = "jan.jansen@example.nl";

    record Inner(@Nullable String text, @Nullable Integer number) {}

    record Asked(
            @Nullable SubjectReference subject,
            @Nullable List<PurposeId> purposes,
            @Nullable Instant occurredAt,
            @Nullable Boolean flag,
            @Nullable Personal statement,
            @Nullable List<Inner> inner,
            @Nullable Map<String, Integer> counts) {}

    /** In a test configuration, so that no scan of the whole server finds the endpoints. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Extra {
        @RestController
        static class Endpoints {
            @PostMapping("/v1/consents")
            ResponseEntity<Asked> echo(@RequestBody Asked asked) {
                return ResponseEntity.ok(asked);
            }

            @PostMapping("/v1/withdrawals")
            Map<String, Object> attributes(HttpServletRequest request) throws IOException {
                var seen = new HashMap<String, Object>();
                seen.put("body", new String((byte[]) request.getAttribute(Body.BYTES), StandardCharsets.UTF_8));
                seen.put("again", new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
                if (request.getAttribute(IdempotencyKey.VALUE) instanceof String key) {
                    seen.put("key", key);
                }
                if (request.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller) {
                    seen.put("caller", caller);
                }
                return seen;
            }

            @PostMapping("/v1/decisions/batch")
            int length(HttpServletRequest request) throws IOException {
                return request.getInputStream().readAllBytes().length;
            }

            @PutMapping("/v1/controllers/{id}")
            ControllerId put(@PathVariable ControllerId id) {
                return id;
            }

            @GetMapping("/v1/controllers")
            List<ControllerId> controllers() {
                return List.of();
            }

            @GetMapping("/v1/subjects/{subjectId}/history")
            Map<String, Object> history(
                    @PathVariable SubjectId subjectId, @RequestParam Instant validAt, @RequestParam int limit) {
                return Map.of("validAt", validAt);
            }

            @GetMapping("/v1/purposes/{failure}")
            void fail(@PathVariable String failure) throws Exception {
                throw switch (failure) {
                    case "bug" ->
                        new IllegalStateException("Cannot write to " + ADDRESS, new RuntimeException(ADDRESS));
                    case "refusal" ->
                        new CommandExecutionException(
                                ADDRESS,
                                new Refusal(
                                        Code.PURPOSE_RETIRED,
                                        List.of(new Fault("#/purposes/0", Code.PURPOSE_RETIRED))));
                    case "race" -> new CommandExecutionException(ADDRESS, new ConcurrencyException(ADDRESS, null));
                    case "database" ->
                        new DataAccessResourceFailureException(ADDRESS, new SQLTransientConnectionException(ADDRESS));
                    default -> new IOException(ADDRESS);
                };
            }

            @GetMapping(value = "/v1/notices/cut", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
            void cut(OutputStream out) throws IOException {
                out.write(new byte[100_000]);
                out.flush();
                throw new IllegalStateException(ADDRESS);
            }
        }
    }
}
