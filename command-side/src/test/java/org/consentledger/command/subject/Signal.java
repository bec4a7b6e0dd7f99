package org.consentledger.command.subject;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.NoticeId;
import org.consentledger.api.subject.Act;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.Evidence;
import org.consentledger.api.subject.Mechanism;
import org.consentledger.api.subject.NoticeShown;
import org.consentledger.api.subject.ObjectionGround;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.Source;
import org.consentledger.api.subject.SubjectCommand;
import org.consentledger.api.subject.SubjectEvent.ConsentGiven;
import org.consentledger.api.subject.SubjectEvent.ConsentWithdrawn;
import org.consentledger.api.subject.SubjectEvent.ObjectionRaised;
import org.consentledger.api.subject.SubjectEvent.OptedIn;
import org.consentledger.api.subject.SubjectEvent.OptedOut;
import org.consentledger.api.subject.SubjectEvent.SignalEvent;
import org.jspecify.annotations.Nullable;

/** The acts that count for or against processing: how each is reported and what is recorded of it. */
enum Signal {
    CONSENT(
            Report::consent,
            act -> new ConsentGiven(
                    Stream.JAN,
                    act,
                    new NoticeShown(new NoticeId("stakeholder"), "2024", "nl"),
                    Mechanism.CHECKBOX,
                    null,
                    null)),
    OPT_IN(Report::optIn, act -> new OptedIn(Stream.JAN, act, null)),
    WITHDRAWAL(Report::withdrawal, act -> new ConsentWithdrawn(Stream.JAN, act)),
    OPT_OUT(Report::optOut, act -> new OptedOut(Stream.JAN, act)),
    OBJECTION(
            report -> report.ground("DIRECT_MARKETING").objection(),
            act -> new ObjectionRaised(Stream.JAN, act, ObjectionGround.DIRECT_MARKETING, null));

    private final Function<Report, SubjectCommand> command;
    private final Function<Act, SignalEvent> event;

    Signal(Function<Report, SubjectCommand> command, Function<Act, SignalEvent> event) {
        this.command = command;
        this.event = event;
    }

    SubjectCommand reported(Report report) {
        return command.apply(report);
    }

    SignalEvent recorded(Act act) {
        return event.apply(act);
    }

    /** What is recorded of an unchanged {@link Report}. */
    SignalEvent recordedAt(@Nullable Instant occurredAt) {
        return recorded(act(occurredAt));
    }

    Signal opposite() {
        return isPositive() ? WITHDRAWAL : CONSENT;
    }

    boolean isPositive() {
        return this == CONSENT || this == OPT_IN;
    }

    static Act act(@Nullable Instant occurredAt) {
        return act(scope("newsletter"), occurredAt);
    }

    static Act act(Scope scope, @Nullable Instant occurredAt) {
        var evidence = new Evidence(Report.WORDING, null, null, null, null);
        return new Act(scope, occurredAt, null, Source.SUBJECT, null, evidence);
    }

    static Scope scope(String... purposes) {
        return new Scope(
                Set.of(ControllerRef.parse("north")),
                null,
                new LinkedHashSet<>(
                        List.of(purposes).stream().map(PurposeRef::parse).toList()),
                Set.of(Channel.EMAIL));
    }
}
