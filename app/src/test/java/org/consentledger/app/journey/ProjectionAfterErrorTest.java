package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.consentledger.app.journey.Signal.optOut;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.axonframework.eventhandling.DomainEventMessage;
import org.consentledger.query.projection.Projection;
import org.consentledger.query.projection.Projections;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A projection goes on after whatever a virtual machine may throw, on the only node there is. */
@Import(ProjectionAfterErrorTest.WithFragileView.class)
class ProjectionAfterErrorTest extends Journey {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Flyway flyway;

    @Autowired
    Projections projections;

    @Autowired
    FragileView view;

    /** Lists the streams it has read of; fails once where it is told to. */
    static final class FragileView implements Projection<String> {
        private final AtomicReference<@Nullable Error> inChange = new AtomicReference<>();
        private final AtomicReference<@Nullable Error> inApply = new AtomicReference<>();

        private static void failOnce(AtomicReference<@Nullable Error> failure) {
            Error error = failure.getAndSet(null);
            if (error != null) {
                throw error;
            }
        }

        @Override
        public String name() {
            return "fragile";
        }

        @Override
        public boolean reads(DomainEventMessage<?> event) {
            return event.getType().equals("Subject");
        }

        @Override
        public String change(DomainEventMessage<?> event) {
            failOnce(inChange);
            return event.getAggregateIdentifier();
        }

        @Override
        public void apply(JdbcClient jdbc, int generation, List<String> changes) {
            failOnce(inApply);
            changes.forEach(stream -> jdbc.sql("insert into view.fragile values (?, ?)")
                    .params(generation, stream)
                    .update());
        }

        @Override
        public void clear(JdbcClient jdbc, int generation) {
            jdbc.sql("delete from view.fragile where generation = ?")
                    .param(generation)
                    .update();
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class WithFragileView {
        @Bean
        FragileView fragileView() {
            return new FragileView();
        }
    }

    @BeforeEach
    void migrate() {
        var owner = JdbcClient.create(flyway.getConfiguration().getDataSource());
        owner.sql("create table if not exists view.fragile (generation int, stream text)")
                .update();
        owner.sql("insert into view.projection (name, live) values ('fragile', 0) on conflict do nothing")
                .update();
        owner.sql("""
                        insert into view.generation (projection, generation, build)
                        values ('fragile', 0, 1), ('fragile', 1, 0) on conflict do nothing""").update();
    }

    @ParameterizedTest
    @ValueSource(strings = {"change", "apply"})
    void errorHoldsUpAProjectionForAMomentOnly(String where) {
        await().atMost(BOUND).until(() -> projections.status("fragile").working());
        (where.equals("change") ? view.inChange : view.inApply).set(new StackOverflowError());
        var person = someone();
        person.tells(optOut("surveys")).recorded();
        await().atMost(BOUND).until(() -> events(person) == 2);
        var later = someone();
        later.tells(optOut("surveys")).recorded();
        await().atMost(BOUND).until(() -> events(later) == 2);
        assertThat(events(person)).isEqualTo(2);
    }

    private long events(Person person) {
        return jdbc.sql("select count(*) from view.fragile where stream = ?")
                .param(person.id())
                .query(Long.class)
                .single();
    }
}
