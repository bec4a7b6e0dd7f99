package org.consentledger.command.catalogue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.consentledger.api.Code;
import org.consentledger.api.Refusal;
import org.consentledger.api.catalogue.CatalogueCommand.Companion;
import org.consentledger.api.catalogue.CatalogueCommand.ControllerStream;
import org.consentledger.api.catalogue.CatalogueCommand.DescribeController;
import org.consentledger.api.catalogue.CatalogueCommand.DescribeRecipient;
import org.consentledger.api.catalogue.CatalogueCommand.NoticeStream;
import org.consentledger.api.catalogue.CatalogueCommand.PublishNotice;
import org.consentledger.api.catalogue.CatalogueCommand.PublishPurpose;
import org.consentledger.api.catalogue.CatalogueCommand.PurposeStream;
import org.consentledger.api.catalogue.CatalogueCommand.RecipientStream;
import org.consentledger.api.catalogue.CatalogueId;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.NoticeId;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.catalogue.RecipientId;
import org.consentledger.command.Commands;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Publishes entries of the catalogue. Each PUT may be repeated: the same content changes nothing. */
@RestController
class CatalogueEndpoint {
    private final Commands commands;

    CatalogueEndpoint(Commands commands) {
        this.commands = commands;
    }

    record ControllerBody(
            @Nullable String name,
            @Nullable String country,
            @Nullable String timeZone,
            @Nullable String group,
            @Nullable Map<String, String> contact) {}

    record PurposeBody(
            @Nullable String parent,
            @Nullable Map<String, String> names,
            @Nullable String basis,
            @Nullable Boolean directMarketing,
            @Nullable Boolean withdrawable,
            @Nullable Boolean objectable,
            @Nullable List<String> channels,
            @Nullable String validFor,
            @Nullable String dpv,
            @Nullable Instant effectiveFrom,
            @Nullable Instant retiredAt) {}

    record NoticeBody(
            @Nullable Instant effectiveFrom,
            @Nullable String language,
            @Nullable String textHash,
            @Nullable String url,
            @Nullable Companion companion,
            @Nullable String change,
            @Nullable List<String> purposes) {}

    record RecipientBody(
            @Nullable String name,
            @Nullable Map<String, String> contact,
            @Nullable String country,
            @Nullable List<String> purposes,
            @Nullable List<String> controllers,
            @Nullable String client) {}

    /** Describes a controller, or describes it anew. */
    @PutMapping("/v1/controllers/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void describe(@PathVariable String id, @RequestBody ControllerBody body) {
        commands.send(new DescribeController(
                new ControllerStream(new ControllerId(checked(id))),
                body.name(),
                body.country(),
                body.timeZone(),
                body.group(),
                body.contact()));
    }

    /** Publishes the next version of a purpose. */
    @PutMapping("/v1/purposes/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void publish(@PathVariable String id, @RequestBody PurposeBody body) {
        commands.send(new PublishPurpose(
                new PurposeStream(new PurposeId(checked(id))),
                body.parent(),
                body.names(),
                body.basis(),
                body.directMarketing(),
                body.withdrawable(),
                body.objectable(),
                body.channels(),
                body.validFor(),
                body.dpv(),
                body.effectiveFrom(),
                body.retiredAt()));
    }

    /** Publishes a notice version, which stays as it is for good. */
    @PutMapping("/v1/notices/{id}/versions/{version}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void publish(@PathVariable String id, @PathVariable String version, @RequestBody NoticeBody body) {
        commands.send(new PublishNotice(
                new NoticeStream(new NoticeId(checked(id))),
                version,
                body.effectiveFrom(),
                body.language(),
                body.textHash(),
                body.url(),
                body.companion(),
                body.change(),
                body.purposes()));
    }

    /** Describes a recipient, or describes it anew: {@code purposes} empty, it receives nothing any more. */
    @PutMapping("/v1/recipients/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void describe(@PathVariable String id, @RequestBody RecipientBody body) {
        commands.send(new DescribeRecipient(
                new RecipientStream(new RecipientId(checked(id))),
                body.name(),
                body.contact(),
                body.country(),
                body.purposes(),
                body.controllers(),
                body.client()));
    }

    private static String checked(String id) {
        if (!CatalogueId.isValid(id)) {
            throw new Refusal(Code.INVALID_ID, "#/path/id");
        }
        return id;
    }
}
