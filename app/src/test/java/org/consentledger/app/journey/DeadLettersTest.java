package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.consentledger.api.subject.SubjectEvent.OptedOut;
import org.consentledger.store.EventNames;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/**
 * What waits since it could not be read, until a version of the software that can. The server is not shared with other tests:
 * some of what stands in its ledger nobody can read.
 */
@TestPropertySource(properties = "spring.application.name=dead-letters")
class DeadLettersTest extends Journey {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String LATER = "opt-out-of-a-later-version";
    private static final String LIVE = "(select build from view.generation join view.projection"
            + " on name = projection and generation = live where name = 'subject')";

    @Autowired
    JdbcClient jdbc;

    private JsonNode act(String action) {
        return ledger.post("admin", "/actuator/projections/subject", Map.of("action", action))
                .is(200)
                .json();
    }

    private JsonNode view() {
        return ledger.get("admin", "/actuator/projections/subject").is(200).json();
    }

    private long number(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }

    private long parked() {
        return number("select count(*) from view.parked where build = " + LIVE);
    }

    private Optional<Long> version(String stream) {
        return jdbc.sql("select version from view.subject where subject_id = ?::uuid and generation ="
                        + " (select live from view.projection where name = 'subject')")
                .param(stream)
                .query(Long.class)
                .optional();
    }

    /** Lets the software read what it could not; the names are those of the whole JVM. */
    @SuppressWarnings("unchecked")
    private static void withLaterVersion(Runnable task) throws ReflectiveOperationException {
        Field field = EventNames.class.getDeclaredField("BY_NAME");
        field.setAccessible(true);
        var names = (Map<String, Class<?>>) field.get(null);
        names.put(LATER, OptedOut.class);
        try {
            task.run();
        } finally {
            names.remove(LATER);
        }
    }

    @Test
    void streamIsTriedAgainAsFarAsTheViewHasComeAndNoFurther() throws ReflectiveOperationException {
        long before = parked();
        String stream = ManyEvents.subject(900_010);
        ManyEvents.write(jdbc, stream, 0, LATER, ManyEvents.optOut(stream));
        await().atMost(BOUND).until(() -> parked() > before);
        act("stop");
        await().atMost(BOUND).until(() -> !view().required("running").asBoolean());
        ManyEvents.write(jdbc, stream, 1, "opted-out", ManyEvents.optOut(stream));
        withLaterVersion(() -> {
            act("retry-dead-letters");
            act("retry-dead-letters");
            assertThat(version(stream)).contains(1L);
            act("start");
            await().atMost(BOUND).until(() -> version(stream).equals(Optional.of(2L)));
        });
    }

    @Test
    void theyAreTriedAThousandAtATime() throws ReflectiveOperationException {
        long before = parked();
        jdbc.sql("""
                        insert into ledger.event (event_id, aggregate_id, sequence, aggregate_type, recorded_at, payload_type,
                                                  payload_revision, payload, metadata)
                        select gen_random_uuid()::text, stream, 0, 'Subject', now(), ?, '1',
                               convert_to(replace(?, 'NOBODY', stream), 'UTF8'), '{"client":"import"}'
                        from (select gen_random_uuid()::text as stream from generate_series(1, 1002)) streams""").params(LATER, ManyEvents.optOut("NOBODY")).update();
        await().atMost(BOUND).until(() -> parked() == before + 1_002);
        JsonNode retried = act("retry-dead-letters").required("retried");
        assertThat(retried.required("released").asLong()).isZero();
        assertThat(retried.required("stillParked").asLong()).isEqualTo(1_000);
        assertThat(retried.required("notTried").asLong()).isEqualTo(2 + before);
        withLaterVersion(() -> {
            act("retry-dead-letters");
            act("retry-dead-letters");
            assertThat(parked()).isLessThanOrEqualTo(before);
        });
    }

    @Test
    void rebuildLeavesNothingOfTheGenerationItReplaces() {
        long before = parked();
        String broken = ManyEvents.subject(900_020);
        ManyEvents.write(jdbc, broken, 0, "consent-given", "{\"subject\":");
        await().atMost(BOUND).until(() -> parked() > before);
        for (int rebuild = 0; rebuild < 2; rebuild++) {
            act("rebuild");
            await().atMost(BOUND)
                    .until(() ->
                            !view().required("rebuild").required("finishedAt").isNull());
        }
        String builds = "(select build from view.generation where projection = 'subject')";
        assertThat(number("select count(*) from view.parked where projection = 'subject' and build not in " + builds))
                .isZero();
        assertThat(number("select count(*) from ledger.token where processor like 'subject-view-%' and processor not in"
                        + " (select 'subject-view-' || build from " + builds + " known)"))
                .isZero();
        assertThat(parked()).isPositive();
    }
}
