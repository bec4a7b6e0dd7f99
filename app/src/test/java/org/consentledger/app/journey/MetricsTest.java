package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.consentledger.app.journey.Question.mail;
import static org.consentledger.app.journey.Signal.optOut;
import static org.consentledger.app.journey.Signal.withdrawal;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.consentledger.store.sequence.Sequencer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What operators watch. */
@ExtendWith(OutputCaptureExtension.class)
class MetricsTest extends Journey {
    private static final String TRACE_ID = "\"traceId\":\"[0-9a-f]{32}\"";

    @Autowired
    Sequencer sequencer;

    @Test
    void decisionsAreCountedByReason() {
        String reason = someone().mayGet(mail("surveys")).value("reason");
        String counter = "ledger_decisions_total{reason=\"" + reason + "\"}";
        double before = metric(counter);

        someone().mayGet(mail("surveys")).is(200);

        assertThat(metric(counter)).isEqualTo(before + 1);
    }

    @Test
    void commandsAreCountedByOutcome() {
        Person person = someone();
        person.tells(optOut("surveys")).recorded();
        person.tells(optOut("surveys")).stoodAlready();
        double recorded = metric("ledger_commands_total{outcome=\"recorded\"}");
        double standing = metric("ledger_commands_total{outcome=\"standing\"}");
        double batches = metric("ledger_commands_batch_count");

        person.tells(withdrawal("surveys")).recorded();
        person.tells(withdrawal("surveys")).stoodAlready();

        assertThat(metric("ledger_commands_total{outcome=\"recorded\"}")).isEqualTo(recorded + 1);
        assertThat(metric("ledger_commands_total{outcome=\"standing\"}")).isEqualTo(standing + 1);
        assertThat(metric("ledger_commands_batch_count")).isEqualTo(batches + 2);
        assertThat(metric("ledger_commands_waiting")).isZero();
    }

    @Test
    void refusalsAreCountedByCode() {
        ledger.post("marketing", "/v1/decisions", Map.of()).refused(400, "INVALID_REQUEST");
        double before = metric("ledger_refusals_total{code=\"INVALID_REQUEST\"}");
        ledger.post("marketing", "/v1/decisions", Map.of()).refused(400, "INVALID_REQUEST");
        assertThat(metric("ledger_refusals_total{code=\"INVALID_REQUEST\"}")).isEqualTo(before + 1);
    }

    @Test
    void whatLagsBehindIsMeasured() {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(metric("ledger_sequencer_leader")).isEqualTo(1);
            assertThat(metric("ledger_sequencer_lag_events")).isZero();
            assertThat(metric("ledger_sequencer_lag_seconds")).isZero();
            assertThat(metric("ledger_projection_lag_positions{projection=\"subject\"}"))
                    .isZero();
            assertThat(metric("ledger_projection_lag_seconds{projection=\"subject\"}"))
                    .isZero();
        });
        ledger.post("admin", "/actuator/projections/subject", Map.of("action", "stop"))
                .is(200);
        try {
            someone().tells(optOut("surveys")).recorded();
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(metric("ledger_projection_lag_positions{projection=\"subject\"}"))
                        .isPositive();
                assertThat(metric("ledger_projection_lag_seconds{projection=\"subject\"}"))
                        .isPositive();
            });
        } finally {
            ledger.post("admin", "/actuator/projections/subject", Map.of("action", "start"))
                    .is(200);
        }
    }

    @Test
    void whatWaitsForAPositionIsMeasured() {
        sequencer.stop();
        try {
            someone().tells(optOut("surveys")).recorded();
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(metric("ledger_sequencer_lag_events")).isEqualTo(2);
                assertThat(metric("ledger_sequencer_lag_seconds")).isPositive();
            });
            assertThat(metric("ledger_sequencer_leader")).isZero();
        } finally {
            sequencer.start();
        }
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(metric("ledger_sequencer_lag_events")).isZero();
            assertThat(metric("ledger_sequencer_leader")).isEqualTo(1);
        });
    }

    @Test
    void refusedCommandsAreCounted() {
        someone().tells(optOut("astrology")).refused(422, "UNKNOWN_PURPOSE");
        double refused = metric("ledger_commands_total{outcome=\"refused\"}");
        double recorded = metric("ledger_commands_total{outcome=\"recorded\"}");
        someone().tells(optOut("astrology")).refused(422, "UNKNOWN_PURPOSE");
        assertThat(metric("ledger_commands_total{outcome=\"refused\"}")).isEqualTo(refused + 1);
        assertThat(metric("ledger_commands_total{outcome=\"recorded\"}")).isEqualTo(recorded);
    }

    @Test
    void theUseOfBothPoolsIsMeasured() {
        assertThat(metric("hikaricp_connections_max{pool=\"requests\"}")).isEqualTo(20);
        assertThat(metric("hikaricp_connections_max{pool=\"background\"}")).isEqualTo(8);
    }

    @Test
    void linesInTheLogOfARequestBearItsTraceId(CapturedOutput output) {
        ledger.post("admin", "/actuator/projections/subject", Map.of("action", "rebuild"))
                .is(200);
        assertThat(output.getOut().lines().filter(line -> line.contains("is being rebuilt")))
                .singleElement()
                .satisfies(line -> assertThat(line).containsPattern(TRACE_ID));
    }

    private double metric(String name) {
        String all = ledger.get("admin", "/actuator/prometheus").is(200).body();
        var value = Pattern.compile("^" + Pattern.quote(name) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(all);
        assertThat(value.find()).as(name).isTrue();
        return Double.parseDouble(value.group(1));
    }
}
