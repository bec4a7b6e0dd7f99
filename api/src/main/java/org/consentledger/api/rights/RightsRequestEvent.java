package org.consentledger.api.rights;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.consentledger.api.EventId;
import org.consentledger.api.EventName;
import org.consentledger.api.Personal;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.subject.AboutSubject;
import org.consentledger.api.subject.SubjectId;
import org.jspecify.annotations.Nullable;

/** What became of one rights request: the events of its stream, in the order of recording. */
public sealed interface RightsRequestEvent extends AboutSubject {

    /** Whose stream it is. */
    RightsRequestId request();

    /** Something that was done about the request, by people. */
    sealed interface Step extends RightsRequestEvent {
        /** When it was done; for a receipt: when the organisation received the request. */
        Instant occurredAt();

        /** Who did it for the organisation, as told by the caller. */
        @Nullable
        Personal actor();
    }

    /** A step after which no other follows. */
    sealed interface End extends Step {}

    /**
     * A person exercised a right (GDPR Articles 15 to 22).
     *
     * @param controller of whom it was asked; where several are concerned, the one whose time is up first
     * @param channel on which it came in; absent where the record does not say
     * @param objection the objection for a particular situation that opened it
     * @param country whose holidays count
     * @param timeZone in which days are counted
     * @param holidays the version of the holiday data that the date was computed with
     * @param dueStatutory the last day on which the answer is in time, by Article 12(3) and Regulation 1182/71
     */
    @EventName("rights-request-received")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RightsRequestReceived(
            RightsRequestId request,
            SubjectId subject,
            ControllerId controller,
            Right right,
            Instant receivedAt,
            @Nullable Channel channel,
            @Nullable Personal statement,
            @Nullable Personal actor,
            @Nullable EventId objection,
            String country,
            ZoneId timeZone,
            String holidays,
            LocalDate dueStatutory)
            implements Step {
        @Override
        public Instant occurredAt() {
            return receivedAt;
        }
    }

    /** The person was asked to prove who they are (Article 12(6)). */
    @EventName("identity-check-asked")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record IdentityCheckAsked(
            RightsRequestId request,
            SubjectId subject,
            Instant occurredAt,
            @Nullable Personal actor,
            @Nullable Personal reason)
            implements Step {}

    /** The person proved who they are. */
    @EventName("identity-confirmed")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record IdentityConfirmed(
            RightsRequestId request,
            SubjectId subject,
            Instant occurredAt,
            @Nullable Personal actor) implements Step {}

    /** The person was told of two months more, and why (Article 12(3)). */
    @EventName("rights-request-extended")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RightsRequestExtended(
            RightsRequestId request,
            SubjectId subject,
            Instant occurredAt,
            @Nullable Personal actor,
            Personal reasons,
            String holidays,
            LocalDate dueStatutory)
            implements Step {}

    /**
     * What was asked was done, or part of it.
     *
     * @param leftOut what was not done; present where it was done in part
     * @param reasons why not
     */
    @EventName("rights-request-fulfilled")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RightsRequestFulfilled(
            RightsRequestId request,
            SubjectId subject,
            Instant occurredAt,
            @Nullable Personal actor,
            boolean partly,
            @Nullable Personal leftOut,
            @Nullable Personal reasons)
            implements End {}

    /**
     * The organisation does not do what was asked, and has said so (Article 12(4)).
     *
     * @param remedies what the person was told about complaint and court
     */
    @EventName("rights-request-refused")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RightsRequestRefused(
            RightsRequestId request,
            SubjectId subject,
            Instant occurredAt,
            @Nullable Personal actor,
            Personal ground,
            Personal remedies)
            implements End {}

    /** The person took the request back. */
    @EventName("rights-request-withdrawn")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RightsRequestWithdrawn(
            RightsRequestId request,
            SubjectId subject,
            Instant occurredAt,
            @Nullable Personal actor,
            @Nullable Personal reason)
            implements End {}

    /**
     * Time passed without an answer.
     *
     * @param dueStatutory the day it is about
     */
    @EventName("rights-request-deadline")
    record RightsRequestDeadline(RightsRequestId request, SubjectId subject, DeadlineKind kind, LocalDate dueStatutory)
            implements RightsRequestEvent {}

    /** How close the last day is. */
    enum DeadlineKind {
        /** Half of the time has passed. */
        REMINDER,
        /** Five working days are left. */
        DUE_SOON,
        /** The last day has passed. */
        OVERDUE
    }
}
