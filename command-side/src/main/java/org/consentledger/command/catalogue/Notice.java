package org.consentledger.command.catalogue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.consentledger.api.Code;
import org.consentledger.api.Refusal;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.CatalogueCommand.NoticeStream;
import org.consentledger.api.catalogue.CatalogueCommand.PublishNotice;
import org.consentledger.api.catalogue.CatalogueEvent.NoticePublished;
import org.consentledger.api.catalogue.Change;
import org.jspecify.annotations.Nullable;

/** A privacy statement with all its versions, each of them immutable. */
@Aggregate
class Notice {
    @AggregateIdentifier
    private @Nullable NoticeStream stream;

    private final Map<String, NoticePublished> versions = new LinkedHashMap<>();

    /** Publishes a version; publishing it again with the same content changes nothing. */
    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void handle(PublishNotice command, Catalogue catalogue) {
        NoticePublished event = judged(command, catalogue);
        NoticePublished published = versions.get(event.version());
        if (published == null) {
            AggregateLifecycle.apply(event);
        } else if (!published.equals(event)) {
            throw new Refusal(Code.NOTICE_VERSION_IMMUTABLE);
        }
    }

    private static NoticePublished judged(PublishNotice command, Catalogue catalogue) {
        var check = new Check();
        check.id(command.version(), "#/path/version");
        check.unless(command.effectiveFrom() != null, "#/effectiveFrom", Code.MISSING);
        String language = check.language(command.language(), "#/language");
        String textHash = check.hash(command.textHash(), "#/textHash");
        String url = check.url(command.url(), "#/url");
        var companion = check.companion(command.companion(), "#/companion", catalogue);
        Change change = check.constant(Change.class, command.change(), "#/change", Code.UNKNOWN_CHANGE);
        var purposes = check.purposes(command.purposes(), "#/purposes", catalogue);
        check.refuseIfAny();
        return new NoticePublished(
                command.stream().id(),
                command.version(),
                Objects.requireNonNull(command.effectiveFrom()),
                Objects.requireNonNull(language),
                Objects.requireNonNull(textHash),
                url,
                companion,
                Objects.requireNonNull(change),
                purposes);
    }

    @EventSourcingHandler
    void on(NoticePublished event) {
        stream = new NoticeStream(event.notice());
        versions.put(event.version(), event);
    }
}
