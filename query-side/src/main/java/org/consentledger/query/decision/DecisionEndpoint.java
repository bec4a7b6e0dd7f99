package org.consentledger.query.decision;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.consentledger.api.AsOf;
import org.consentledger.api.Code;
import org.consentledger.api.Faults;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.CatalogueId;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.decision.Decision;
import org.consentledger.api.decision.MessageClass;
import org.consentledger.api.decision.Question;
import org.consentledger.api.decision.Reason;
import org.consentledger.api.subject.CompanyId;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.SubjectReference;
import org.consentledger.query.decision.SubjectStates.Read;
import org.consentledger.query.decision.rules.Decisions;
import org.consentledger.query.decision.rules.Policy;
import org.consentledger.query.decision.rules.SubjectSignals;
import org.consentledger.store.catalogue.Catalogues;
import org.consentledger.store.identity.Identities;
import org.consentledger.store.identity.Named;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** May we write to this person, for this purpose, on this channel, now? */
@RestController
class DecisionEndpoint {
    private final SubjectStates states;
    private final Catalogues catalogues;
    private final Identities identities;
    private final Policy policy;
    private final Clock clock;
    private final Map<Reason, Counter> answers;

    DecisionEndpoint(
            SubjectStates states,
            Catalogues catalogues,
            Identities identities,
            Policy policy,
            Clock clock,
            MeterRegistry meters) {
        this.states = states;
        this.catalogues = catalogues;
        this.identities = identities;
        this.policy = policy;
        this.clock = clock;
        this.answers = counters(meters);
    }

    private static Map<Reason, Counter> counters(MeterRegistry meters) {
        var counters = new EnumMap<Reason, Counter>(Reason.class);
        for (Reason reason : Reason.values()) {
            counters.put(
                    reason,
                    Counter.builder("ledger.decisions")
                            .description("Decisions answered one by one")
                            .tag("reason", reason.name())
                            .register(meters));
        }
        return counters;
    }

    /**
     * The question as it is asked over HTTP.
     *
     * @param endpoint the address that would be written to, where it is not the one the person is named by: whoever
     *     holds it may have unsubscribed it
     */
    record Asked(
            @Nullable SubjectReference subject,
            @Nullable String controller,
            @Nullable String company,
            @Nullable String purpose,
            @Nullable String channel,
            @Nullable String endpoint,
            @Nullable String messageClass,
            @Nullable Instant validAt,
            @Nullable Instant knownAt) {}

    /** Decides, with everything the ledger has acknowledged so far. */
    @PostMapping("/v1/decisions")
    Decision decide(@RequestBody Asked asked) {
        var faults = new Faults();
        var times = new Times(asked.validAt(), asked.knownAt());
        times.check(clock, "#/knownAt", faults);
        Named person = identities.read(asked.subject(), "#/subject", faults);
        Channel channel = faults.constant(Channel.class, asked.channel(), "#/channel", Code.UNKNOWN_CHANNEL);
        MessageClass messageClass = asked.messageClass() == null
                ? null
                : faults.constant(
                        MessageClass.class, asked.messageClass(), "#/messageClass", Code.UNKNOWN_MESSAGE_CLASS);
        boolean companyIsId = asked.company() == null || CatalogueId.isValid(asked.company());
        faults.unless(companyIsId, "#/company", Code.INVALID_ID);
        Named.ByIdentifier holder = holder(asked, channel, faults);

        CompanyId company = asked.company() == null || !companyIsId ? null : new CompanyId(asked.company());
        Read read = person == null ? Read.NOTHING : states.read(person, holder, company);
        Catalogue catalogue = person == null ? catalogues.current() : catalogues.atLeast(read.catalogueHead());
        ControllerId controller = Known.controller(asked.controller(), "#/controller", catalogue, faults);
        PurposeId purpose = Known.purpose(asked.purpose(), "#/purpose", catalogue, faults);
        faults.refuseIfAny();
        AsOf asOf = times.resolve(clock, read, catalogue.recordedAt());
        SubjectSignals signals = read.knownAt(asOf.knownAt());
        var question = new Question(
                requireNonNull(controller),
                company,
                requireNonNull(purpose),
                requireNonNull(channel),
                messageClass,
                asOf);
        Decision decision = Decisions.decide(signals, catalogue, policy, question);
        requireNonNull(answers.get(decision.reason())).increment();
        return decision;
    }

    private Named.@Nullable ByIdentifier holder(Asked asked, @Nullable Channel channel, Faults faults) {
        if (asked.endpoint() == null || channel == null) {
            return null;
        }
        return switch (channel) {
            case EMAIL -> named(Identifier.Kind.EMAIL, asked.endpoint(), faults);
            case SMS, PHONE -> named(Identifier.Kind.PHONE, asked.endpoint(), faults);
            case POST, PUSH, IN_APP, WEB -> null;
        };
    }

    private Named.@Nullable ByIdentifier named(Identifier.Kind kind, String endpoint, Faults faults) {
        String type = kind == Identifier.Kind.EMAIL ? "email" : "phone";
        var found = new Faults();
        Named named = identities.read(new SubjectReference(type, null, endpoint), "#/endpoint", found);
        if (!found.isEmpty()) {
            // The endpoint is a text, with nothing inside to point at.
            found.refusal().faults().forEach(fault -> faults.add("#/endpoint", fault.code(), fault.detail()));
        }
        return named instanceof Named.ByIdentifier identifier ? identifier : null;
    }
}
