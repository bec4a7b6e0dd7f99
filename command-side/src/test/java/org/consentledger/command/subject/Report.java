package org.consentledger.command.subject;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.consentledger.api.Personal;
import org.consentledger.api.subject.ActReported;
import org.consentledger.api.subject.Evidence;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.Occurrence;
import org.consentledger.api.subject.SubjectCommand.GiveConsent;
import org.consentledger.api.subject.SubjectCommand.NoticeNamed;
import org.consentledger.api.subject.SubjectCommand.OptIn;
import org.consentledger.api.subject.SubjectCommand.OptOut;
import org.consentledger.api.subject.SubjectCommand.ParentalAuthorisation;
import org.consentledger.api.subject.SubjectCommand.RaiseObjection;
import org.consentledger.api.subject.SubjectCommand.WithdrawConsent;
import org.jspecify.annotations.Nullable;

/** An act as a caller reports it: right in every field but those a test changes. */
final class Report {
    static final String WORDING = "sha256:" + "0123456789abcdef".repeat(4);

    private final Occurrence occurredAt;
    private List<String> controllers = List.of("north");
    private @Nullable String company;
    private List<String> purposes = List.of("newsletter");
    private @Nullable List<String> channels = List.of("EMAIL");
    private @Nullable Instant receivedAt;
    private @Nullable String source;
    private @Nullable Personal actor;
    private @Nullable String wordingHash = WORDING;
    private @Nullable Personal form;
    private @Nullable Personal ip;
    private @Nullable Personal userAgent;
    private @Nullable Personal reference;
    private @Nullable Identifier introducedAs;
    private @Nullable NoticeNamed notice = new NoticeNamed("stakeholder", "2024", "nl");
    private @Nullable String mechanism = "CHECKBOX";
    private @Nullable Instant expiresAt;
    private @Nullable ParentalAuthorisation parentalAuthorisation;
    private @Nullable String ground;
    private @Nullable Personal statement;

    private Report(Occurrence occurredAt) {
        this.occurredAt = occurredAt;
    }

    static Report live() {
        return new Report(new Occurrence.Live());
    }

    static Report at(Instant time) {
        return new Report(new Occurrence.At(time));
    }

    static Report atUnknownTime() {
        return new Report(new Occurrence.Unknown());
    }

    @SuppressWarnings("NullAway") // A list in a body may hold null, whatever the types say.
    private static List<String> asSent(@Nullable String... texts) {
        return Arrays.asList(texts);
    }

    Report controllers(@Nullable String... ids) {
        controllers = asSent(ids);
        return this;
    }

    Report company(String id) {
        company = id;
        return this;
    }

    Report purposes(@Nullable String... ids) {
        purposes = asSent(ids);
        return this;
    }

    Report channels(@Nullable String... names) {
        channels = asSent(names);
        return this;
    }

    Report allChannels() {
        channels = null;
        return this;
    }

    Report receivedAt(Instant time) {
        receivedAt = time;
        return this;
    }

    Report source(String name) {
        source = name;
        return this;
    }

    Report actor(String text) {
        actor = new Personal.Known(text);
        return this;
    }

    Report wordingHash(@Nullable String hash) {
        wordingHash = hash;
        return this;
    }

    Report form(String text) {
        form = new Personal.Known(text);
        return this;
    }

    Report ip(String text) {
        ip = new Personal.Known(text);
        return this;
    }

    Report userAgent(String text) {
        userAgent = new Personal.Known(text);
        return this;
    }

    Report reference(String text) {
        reference = new Personal.Known(text);
        return this;
    }

    Report introducedAs(Identifier identifier) {
        introducedAs = identifier;
        return this;
    }

    Report notice(@Nullable NoticeNamed named) {
        notice = named;
        return this;
    }

    Report mechanism(@Nullable String name) {
        mechanism = name;
        return this;
    }

    Report expiresAt(Instant time) {
        expiresAt = time;
        return this;
    }

    Report child(@Nullable Integer age, @Nullable String authorisation) {
        parentalAuthorisation =
                new ParentalAuthorisation(age, authorisation == null ? null : new Personal.Known(authorisation));
        return this;
    }

    Report ground(@Nullable String name) {
        ground = name;
        return this;
    }

    Report statement(String text) {
        statement = new Personal.Known(text);
        return this;
    }

    GiveConsent consent() {
        return new GiveConsent(Stream.JAN, introducedAs, act(), notice, mechanism, expiresAt, parentalAuthorisation);
    }

    WithdrawConsent withdrawal() {
        return new WithdrawConsent(Stream.JAN, introducedAs, act());
    }

    OptOut optOut() {
        return new OptOut(Stream.JAN, introducedAs, act());
    }

    OptIn optIn() {
        return new OptIn(Stream.JAN, introducedAs, act(), ground);
    }

    RaiseObjection objection() {
        return new RaiseObjection(Stream.JAN, introducedAs, act(), ground, statement);
    }

    private ActReported act() {
        return new ActReported(
                controllers,
                company,
                purposes,
                channels,
                occurredAt,
                receivedAt,
                source,
                actor,
                new Evidence(wordingHash, form, ip, userAgent, reference));
    }
}
