package org.consentledger.command.subject;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.Faults;
import org.consentledger.api.Personal;
import org.consentledger.api.Refusal;
import org.consentledger.api.subject.ActReported;
import org.consentledger.api.subject.Evidence;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.Mechanism;
import org.consentledger.api.subject.Occurrence;
import org.consentledger.api.subject.SubjectCommand;
import org.consentledger.api.subject.SubjectCommand.ConfirmConsent;
import org.consentledger.api.subject.SubjectCommand.DecideObjection;
import org.consentledger.api.subject.SubjectCommand.GiveConsent;
import org.consentledger.api.subject.SubjectCommand.NoticeNamed;
import org.consentledger.api.subject.SubjectCommand.OptIn;
import org.consentledger.api.subject.SubjectCommand.OptOut;
import org.consentledger.api.subject.SubjectCommand.ParentalAuthorisation;
import org.consentledger.api.subject.SubjectCommand.RaiseObjection;
import org.consentledger.api.subject.SubjectCommand.SetPreferences;
import org.consentledger.api.subject.SubjectCommand.WithdrawConsent;
import org.consentledger.api.subject.SubjectEvent.ConsentGiven;
import org.consentledger.api.subject.SubjectEvent.ObjectionRaised;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.api.subject.SubjectReference;
import org.consentledger.store.history.EventLog;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Records what people say about the processing of their data. */
@RestController
class SignalEndpoint {
    private final SubjectCommands commands;
    private final EventLog events;
    private final ConfirmationTokens tokens;

    SignalEndpoint(SubjectCommands commands, EventLog events, ConfirmationTokens tokens) {
        this.commands = commands;
        this.events = events;
        this.tokens = tokens;
    }

    /** What the bodies of all signals share. */
    private interface Signal extends ReportsAct {
        @Nullable
        SubjectReference subject();
    }

    record Consent(
            @Nullable SubjectReference subject,
            @Nullable List<String> controllers,
            @Nullable String company,
            @Nullable List<String> purposes,
            @Nullable List<String> channels,
            Occurrence occurredAt,
            @Nullable Instant receivedAt,
            @Nullable String source,
            @Nullable Personal actor,
            @Nullable NoticeNamed notice,
            @Nullable String mechanism,
            @Nullable Evidence evidence,
            @Nullable Instant expiresAt,
            @Nullable ParentalAuthorisation parentalAuthorisation)
            implements Signal {}

    /** @param occurredAt when the person followed the link; absent: now */
    record Confirmation(@Nullable String token, @Nullable Instant occurredAt) {}

    record Refused(
            @Nullable SubjectReference subject,
            @Nullable List<String> controllers,
            @Nullable String company,
            @Nullable List<String> purposes,
            @Nullable List<String> channels,
            Occurrence occurredAt,
            @Nullable Instant receivedAt,
            @Nullable String source,
            @Nullable Personal actor,
            @Nullable Evidence evidence)
            implements Signal {}

    record Wanted(
            @Nullable SubjectReference subject,
            @Nullable List<String> controllers,
            @Nullable String company,
            @Nullable List<String> purposes,
            @Nullable List<String> channels,
            Occurrence occurredAt,
            @Nullable Instant receivedAt,
            @Nullable String source,
            @Nullable Personal actor,
            @Nullable Evidence evidence,
            @Nullable String ground)
            implements Signal {}

    record Objection(
            @Nullable SubjectReference subject,
            @Nullable List<String> controllers,
            @Nullable String company,
            @Nullable List<String> purposes,
            @Nullable List<String> channels,
            Occurrence occurredAt,
            @Nullable Instant receivedAt,
            @Nullable String source,
            @Nullable Personal actor,
            @Nullable Evidence evidence,
            @Nullable String ground,
            @Nullable Personal statement)
            implements Signal {}

    /** @param told when the person was told; absent: with this, null: not yet, so that the restriction stays */
    record ObjectionDecision(
            @Nullable String outcome, @Nullable Personal grounds, Occurrence told) {}

    record Preferences(
            @Nullable SubjectReference subject,
            @Nullable String language,
            @Nullable String frequency,
            @Nullable Map<String, Object> topics) {}

    /**
     * Records a consent (GDPR Article 7). One by double opt-in waits: the answer has the token that confirms it, to be sent
     * to the person by whoever asked.
     */
    @PostMapping("/v1/consents")
    ResponseEntity<SignalAnswer> consent(
            @RequestBody Consent body,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        return record(
                body,
                ifMatch,
                (subject, introducedAs, act) -> new GiveConsent(
                        subject,
                        introducedAs,
                        act,
                        body.notice(),
                        body.mechanism(),
                        body.expiresAt(),
                        body.parentalAuthorisation()));
    }

    /** Records that the person confirmed a consent by double opt-in, as the token proves that was sent to them. */
    @PostMapping("/v1/consents/{eventId}/confirmation")
    ResponseEntity<SignalAnswer> confirm(
            @PathVariable EventId eventId,
            @RequestBody Confirmation body,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        if (body.token() == null) {
            throw new Refusal(Code.MISSING, "#/token");
        }
        ConsentGiven consent = events.find(eventId)
                .map(recorded -> recorded.event() instanceof ConsentGiven given ? given : null)
                .orElseThrow(() -> new Refusal(Code.NOT_FOUND));
        if (consent.mechanism() != Mechanism.DOUBLE_OPT_IN) {
            throw new Refusal(Code.NOT_DOUBLE_OPT_IN);
        }
        if (consent.confirmBy() == null || !tokens.confirms(body.token(), eventId, consent.confirmBy())) {
            throw new Refusal(Code.CONFIRMATION_TOKEN_INVALID, "#/token");
        }
        return commands.send(new ConfirmConsent(consent.subject(), eventId, body.occurredAt()), ifMatch);
    }

    /** Records the withdrawal of a consent (GDPR Article 7(3)). */
    @PostMapping("/v1/withdrawals")
    ResponseEntity<SignalAnswer> withdraw(
            @RequestBody Refused body,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        return record(body, ifMatch, WithdrawConsent::new);
    }

    /** Records that a person wants no more of something. */
    @PostMapping("/v1/opt-outs")
    ResponseEntity<SignalAnswer> optOut(
            @RequestBody Refused body,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        return record(body, ifMatch, OptOut::new);
    }

    /** Records that a person wants something again, or became a customer (ePrivacy Directive Article 13(2)). */
    @PostMapping("/v1/opt-ins")
    ResponseEntity<SignalAnswer> optIn(
            @RequestBody Wanted body,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        return record(
                body, ifMatch, (subject, introducedAs, act) -> new OptIn(subject, introducedAs, act, body.ground()));
    }

    /** Records an objection (GDPR Article 21). */
    @PostMapping("/v1/objections")
    ResponseEntity<SignalAnswer> object(
            @RequestBody Objection body,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        return record(
                body,
                ifMatch,
                (subject, introducedAs, act) ->
                        new RaiseObjection(subject, introducedAs, act, body.ground(), body.statement()));
    }

    /** Upholds or overrides an objection for a particular situation (GDPR Article 21(1)). */
    @PostMapping("/v1/objections/{eventId}/decision")
    ResponseEntity<SignalAnswer> decide(
            @PathVariable EventId eventId,
            @RequestBody ObjectionDecision body,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        ObjectionRaised objection = events.find(eventId)
                .filter(recorded -> recorded.event() instanceof ObjectionRaised)
                .map(recorded -> (ObjectionRaised) recorded.event())
                .orElseThrow(() -> new Refusal(Code.NOT_FOUND));
        return commands.send(
                new DecideObjection(objection.subject(), eventId, body.outcome(), body.grounds(), body.told()),
                ifMatch);
    }

    /** Records preferences, which are never a consent. */
    @PostMapping("/v1/preferences")
    ResponseEntity<SignalAnswer> prefer(
            @RequestBody Preferences body,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        return commands.send(
                body.subject(),
                ifMatch,
                new Faults(),
                (subject, introducedAs) ->
                        new SetPreferences(subject, introducedAs, body.language(), body.frequency(), body.topics()));
    }

    /** Makes the command of a signal. */
    private interface SignalCommand {
        SubjectCommand make(SubjectId subject, @Nullable Identifier introducedAs, ActReported act);
    }

    private ResponseEntity<SignalAnswer> record(Signal body, @Nullable String ifMatch, SignalCommand command) {
        var faults = new Faults();
        ActReported act = body.act(faults);
        return commands.send(
                body.subject(), ifMatch, faults, (subject, introducedAs) -> command.make(subject, introducedAs, act));
    }
}
