package org.consentledger.command.rights;

import java.time.Instant;
import org.consentledger.api.Code;
import org.consentledger.api.Faults;
import org.consentledger.api.Personal;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;
import org.consentledger.api.catalogue.CatalogueId;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.rights.Progress;
import org.consentledger.api.rights.Right;
import org.consentledger.api.rights.RightsRequestCommand.ReceiveRightsRequest;
import org.consentledger.api.rights.StepReported;
import org.consentledger.api.subject.NationalIdNumber;
import org.jspecify.annotations.Nullable;

/** Checks what callers report about rights requests, and notes every fault. */
final class Check {
    /** No living person asked for anything before. */
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");

    private static final int MAX_ACTOR = 1_000;
    private static final int MAX_TEXT = 10_000;

    private final Instant now;
    final Faults faults;

    Check(Instant now, Faults faults) {
        this.now = now;
        this.faults = faults;
    }

    /** A receipt, found in order. */
    record Receipt(ControllerDescribed controller, Right right, Instant receivedAt, Channel channel) {}

    /** The receipt, or null with at least one fault. */
    @Nullable
    Receipt receipt(ReceiveRightsRequest command, Catalogue catalogue) {
        ControllerDescribed controller = controller(command.controller(), catalogue);
        Right right = faults.constant(Right.class, command.right(), "#/right", Code.UNKNOWN_RIGHT);
        Channel channel = faults.constant(Channel.class, command.channel(), "#/channel", Code.UNKNOWN_CHANNEL);
        Instant received = command.receivedAt();
        if (received == null) {
            faults.add("#/receivedAt", Code.MISSING);
        } else {
            faults.unless(!received.isAfter(now), "#/receivedAt", Code.RECEIVED_IN_FUTURE);
            faults.unless(!received.isBefore(EARLIEST), "#/receivedAt", Code.OCCURRED_TOO_LONG_AGO);
        }
        text(command.statement(), "#/statement", MAX_TEXT);
        text(command.actor(), "#/actor", MAX_ACTOR);
        return controller == null || right == null || channel == null || received == null || !faults.isEmpty()
                ? null
                : new Receipt(controller, right, received, channel);
    }

    private @Nullable ControllerDescribed controller(@Nullable String id, Catalogue catalogue) {
        if (id == null) {
            faults.add("#/controller", Code.MISSING);
            return null;
        }
        ControllerDescribed known = CatalogueId.isValid(id)
                ? catalogue
                        .controller(new ControllerId(id), now)
                        .map(Catalogue.Recorded::event)
                        .orElse(null)
                : null;
        faults.unless(known != null, "#/controller", Code.UNKNOWN_CONTROLLER);
        return known;
    }

    /** When the step was taken: now where the caller does not say. */
    Instant step(StepReported step, Progress progress) {
        text(step.actor(), "#/actor", MAX_ACTOR);
        Instant at = step.occurredAt();
        if (at == null) {
            return now;
        }
        faults.unless(!at.isAfter(now), "#/occurredAt", Code.OCCURRED_IN_FUTURE);
        faults.unless(!at.isBefore(progress.received().receivedAt()), "#/occurredAt", Code.STEP_BEFORE_RECEIPT);
        return at;
    }

    /** A text that must be there; blanks tell nobody anything. */
    void required(@Nullable Personal text, String pointer, Code otherwise) {
        faults.unless(text instanceof Personal.Known(String value) && !value.isBlank(), pointer, otherwise);
        text(text, pointer, MAX_TEXT);
    }

    void optional(@Nullable Personal text, String pointer) {
        text(text, pointer, MAX_TEXT);
    }

    private void text(@Nullable Personal personal, String pointer, int maxCharacters) {
        if (personal instanceof Personal.Known(String value)) {
            faults.unless(value.length() <= maxCharacters, pointer, Code.TEXT_TOO_LONG);
            faults.unless(!NationalIdNumber.isIn(value), pointer, Code.NATIONAL_ID_NUMBER);
        }
    }
}
