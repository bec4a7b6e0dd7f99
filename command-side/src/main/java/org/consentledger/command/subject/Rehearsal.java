package org.consentledger.command.subject;

import java.time.Clock;
import java.time.Instant;
import org.consentledger.api.Faults;
import org.consentledger.api.Refusal;
import org.consentledger.api.subject.SubjectCommand;
import org.consentledger.api.subject.SubjectCommand.AddIdentifier;
import org.consentledger.api.subject.SubjectCommand.AnnounceLift;
import org.consentledger.api.subject.SubjectCommand.ConfirmConsent;
import org.consentledger.api.subject.SubjectCommand.DecideObjection;
import org.consentledger.api.subject.SubjectCommand.DescribeRepresentation;
import org.consentledger.api.subject.SubjectCommand.EndConsents;
import org.consentledger.api.subject.SubjectCommand.EraseSubject;
import org.consentledger.api.subject.SubjectCommand.ExerciseRight;
import org.consentledger.api.subject.SubjectCommand.GiveConsent;
import org.consentledger.api.subject.SubjectCommand.ImposeRestriction;
import org.consentledger.api.subject.SubjectCommand.LiftRestriction;
import org.consentledger.api.subject.SubjectCommand.MergeSubjects;
import org.consentledger.api.subject.SubjectCommand.OptIn;
import org.consentledger.api.subject.SubjectCommand.OptOut;
import org.consentledger.api.subject.SubjectCommand.PlaceLegalHold;
import org.consentledger.api.subject.SubjectCommand.RaiseObjection;
import org.consentledger.api.subject.SubjectCommand.ReleaseLegalHold;
import org.consentledger.api.subject.SubjectCommand.RemoveIdentifier;
import org.consentledger.api.subject.SubjectCommand.SetPreferences;
import org.consentledger.api.subject.SubjectCommand.SplitSubjects;
import org.consentledger.api.subject.SubjectCommand.WithdrawConsent;
import org.consentledger.store.catalogue.Catalogues;
import org.springframework.stereotype.Component;

/** Judges a command that cannot be sent, because nobody knows to whose stream: so that its faults are all named at once. */
@Component
class Rehearsal {
    private final Catalogues catalogues;
    private final ConsentSettings settings;
    private final Clock clock;

    Rehearsal(Catalogues catalogues, ConsentSettings settings, Clock clock) {
        this.catalogues = catalogues;
        this.settings = settings;
        this.clock = clock;
    }

    /** Adds what the aggregate would refuse, wherever nothing was found wrong yet. */
    void addFaults(SubjectCommand command, Faults faults) {
        var judge = new Judge(catalogues.current(), clock.instant());
        try {
            switch (command) {
                case GiveConsent c -> judge.consent(c, settings.confirmWithin());
                case ConfirmConsent c -> {}
                case WithdrawConsent c -> judge.negative(c.act());
                case OptOut c -> judge.negative(c.act());
                case OptIn c -> judge.optIn(c);
                case RaiseObjection c -> judge.objection(c);
                case DecideObjection c -> judge.decision(c);
                case SetPreferences c -> judge.preferences(c);
                case PlaceLegalHold c -> judge.legalHold(c);
                case ReleaseLegalHold c -> {}
                case EraseSubject c -> judge.erasure(c);
                case ImposeRestriction c -> judge.restriction(c);
                case AnnounceLift c -> judge.announcement(c, Instant.MIN);
                case LiftRestriction c -> {}
                case DescribeRepresentation c -> judge.representation(c);
                case EndConsents c -> {}
                case MergeSubjects c -> {}
                case SplitSubjects c -> {}
                case AddIdentifier c -> {}
                case RemoveIdentifier c -> {}
                case ExerciseRight c -> {
                    // Its sender names the faults of what it brings.
                }
            }
        } catch (Refusal refusal) {
            refusal.faults().forEach(faults::addUnlessPointedAt);
        }
    }
}
