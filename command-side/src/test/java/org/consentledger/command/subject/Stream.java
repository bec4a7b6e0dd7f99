package org.consentledger.command.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.ResultValidator;
import org.axonframework.test.aggregate.TestExecutor;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.Personal;
import org.consentledger.api.Refusal;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.Outcome;
import org.consentledger.api.subject.RepresentationId;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.SubjectCommand;
import org.consentledger.api.subject.SubjectEvent;
import org.consentledger.api.subject.SubjectEvent.IdentifierAdded;
import org.consentledger.api.subject.SubjectEvent.SubjectsMerged;
import org.consentledger.api.subject.SubjectEvent.SubjectsSplit;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.api.subject.SuppressedIdentifier;
import org.consentledger.command.Commands;
import org.consentledger.store.erasure.Suppression;
import org.hamcrest.BaseMatcher;
import org.hamcrest.Description;
import org.hamcrest.Matcher;
import org.jspecify.annotations.Nullable;

/** Jan's stream at one moment, {@link #NOW}: what it holds, and what it makes of a command. */
final class Stream {
    static final Instant NOW = Instant.parse("2026-03-02T10:15:30.123456Z");
    static final Instant NEXT_MICROSECOND = NOW.plusNanos(1_000);
    static final Duration CONFIRM_WITHIN = Duration.ofDays(7);
    static final SubjectId JAN = new SubjectId(UUID.fromString("019f0000-0000-7000-8000-000000000001"));

    /** A name that somebody else has. */
    static final Identifier TAKEN = new Identifier(Identifier.Kind.EMAIL, null, new Personal.Known("piet@example.nl"));

    /** A representation of somebody else. */
    static final RepresentationId PIETS = new RepresentationId("piets");

    /** A name that somebody had who was erased three days ago. */
    static final Identifier SUPPRESSED =
            new Identifier(Identifier.Kind.EMAIL, null, new Personal.Known("erased@example.nl"));

    static final Suppression SUPPRESSION = new Suppression(Scope.EVERYTHING, NOW.minus(Duration.ofDays(3)));

    private static final class PlainNames implements Names {
        @Override
        public boolean areSame(SubjectId subject, Identifier recorded, Identifier identifier) {
            return recorded.equals(identifier);
        }

        @Override
        public boolean anotherHolds(Identifier identifier, SubjectId subject) {
            return identifier.equals(TAKEN);
        }

        @Override
        public boolean anotherHas(RepresentationId representation, SubjectId subject) {
            return representation.equals(PIETS);
        }

        @Override
        public @Nullable Suppression suppression(Identifier identifier) {
            return identifier.equals(SUPPRESSED) ? SUPPRESSION : null;
        }

        @Override
        public List<SuppressedIdentifier> hashed(SubjectId subject, List<SubjectEvent> stream) {
            return stream.stream()
                    .filter(IdentifierAdded.class::isInstance)
                    .map(added -> suppressed(((IdentifierAdded) added).identifier()))
                    .toList();
        }
    }

    /** The stream of whoever is merged with Jan. */
    static final class Other implements OtherSubject {
        private final List<SubjectEvent> recorded = new ArrayList<>();
        private @Nullable Refusal refusal;

        @Override
        public void record(SubjectsMerged theirs) {
            if (refusal != null) {
                throw refusal;
            }
            recorded.add(theirs);
        }

        @Override
        public void record(SubjectsSplit theirs) {
            recorded.add(theirs);
        }

        /** What spans several streams is shown where there are some, over HTTP. */
        @Override
        public void inEachMergedWith(SubjectId subject, List<SubjectId> direct, Consumer<Subject> task) {}
    }

    private final Other other = new Other();
    private final AggregateTestFixture<Subject> fixture = new AggregateTestFixture<>(Subject.class);
    private final TestExecutor<Subject> executor;
    private int length;

    private Stream(List<? extends SubjectEvent> events) {
        fixture.registerInjectableResource(SampleCatalogue.at(NOW))
                .registerInjectableResource(new ConsentSettings(CONFIRM_WITHIN))
                .registerInjectableResource(Clock.fixed(NOW, ZoneOffset.UTC))
                .registerInjectableResource(new PlainNames())
                .registerInjectableResource(other);
        executor = fixture.givenCurrentTime(NOW);
        if (!events.isEmpty()) {
            executor.andGiven(events);
        }
        length = events.size();
    }

    /** What the store would keep of that name, if it could be read. */
    static SuppressedIdentifier suppressed(Identifier name) {
        String value = name.value() instanceof Personal.Known(String text) ? text : "";
        return new SuppressedIdentifier(name.kind(), 1, value.getBytes(StandardCharsets.UTF_8));
    }

    static Stream given(SubjectEvent... events) {
        return new Stream(List.of(events));
    }

    /** The id under which the stream holds its nth event, from 1. */
    EventId id(int n) {
        return fixture.getEventStore()
                .readEvents(JAN.toString())
                .asStream()
                .skip(n - 1L)
                .findFirst()
                .map(event -> EventId.of(event.getIdentifier()))
                .orElseThrow();
    }

    Stream andGiven(SubjectEvent... events) {
        executor.andGiven((Object[]) events);
        length += events.length;
        return this;
    }

    ResultValidator<Subject> when(SubjectCommand command) {
        return executor.when(command);
    }

    /** The command introduces somebody by an address that is suppressed. */
    ResultValidator<Subject> whenSuppressed(SubjectCommand command, Suppression suppression) {
        return executor.when(command, Map.of(Commands.SUPPRESSION, suppression));
    }

    ResultValidator<Subject> when(SubjectCommand command, String ifMatch) {
        return executor.when(command, Map.of(Subject.IF_MATCH, ifMatch));
    }

    Stream whereTheOtherRefuses(Code code) {
        other.refusal = new Refusal(code);
        return this;
    }

    /** What the stream of the other has recorded with it. */
    List<SubjectEvent> others() {
        return other.recorded;
    }

    /** Records exactly these events, and answers with the last of them. */
    void records(SubjectCommand command, SubjectEvent... events) {
        when(command).expectEvents((Object[]) events).expectResultMessagePayloadMatching(outcome(outcome -> {
            assertThat(outcome.changed()).isTrue();
            assertThat(outcome.subjectId()).isEqualTo(JAN);
            assertThat(outcome.version()).isEqualTo(length + events.length);
            assertThat(outcome.eventId()).isEqualTo(id(length + events.length));
            assertThat(outcome.recordedAt()).isEqualTo(NOW);
            assertThat(outcome.refused()).isEmpty();
        }));
    }

    /** Records nothing, and answers with the nth event, which says so already. */
    void stands(SubjectCommand command, int n) {
        EventId standing = id(n);
        when(command).expectNoEvents().expectResultMessagePayloadMatching(outcome(outcome -> {
            assertThat(outcome.changed()).isFalse();
            assertThat(outcome.eventId()).isEqualTo(standing);
            assertThat(outcome.version()).isEqualTo(length);
            assertThat(outcome.refused()).isEmpty();
        }));
    }

    /** Records nothing, and names exactly these faults, each as pointer and code. */
    void refuses(SubjectCommand command, String... faults) {
        when(command)
                .expectNoEvents()
                .expectException(matching(
                        Refusal.class,
                        refusal -> assertThat(refusal.faults())
                                .extracting(fault -> fault.pointer() + " " + fault.code())
                                .containsExactly(faults)));
    }

    /** Records nothing, for a reason that lies in no field. */
    void refuses(SubjectCommand command, Code code) {
        when(command).expectNoEvents().expectException(refusal(code));
    }

    static Matcher<Refusal> refusal(Code code) {
        return matching(Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    static Matcher<Outcome> outcome(Consumer<Outcome> rule) {
        return matching(Outcome.class, rule);
    }

    private static <T> Matcher<T> matching(Class<T> type, Consumer<T> rule) {
        return new BaseMatcher<>() {
            @Override
            public boolean matches(Object actual) {
                // An assertion that fails here says more than a mismatch would.
                assertThat(actual).isInstanceOf(type);
                rule.accept(type.cast(actual));
                return true;
            }

            @Override
            public void describeTo(Description description) {
                description.appendText("what the rule says");
            }
        };
    }
}
