package org.consentledger.query.export;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.consentledger.api.Fault;
import org.consentledger.api.Personal;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.catalogue.RecipientId;
import org.consentledger.api.decision.Decision.Verdict;
import org.consentledger.api.decision.Reason;
import org.consentledger.api.subject.CompanyId;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.Evidence;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.NoticeShown;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.Scope;
import org.consentledger.query.export.Html.Row;
import org.consentledger.query.history.HistoryItem;
import org.jspecify.annotations.Nullable;

/** An export as one page that needs nothing besides, to be read or printed by the person it is about. */
final class ExportPage {
    private static final String SHEET = """
            body{font:1rem/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;margin:0}
            main{max-width:64rem;margin:0 auto;padding:1.5rem}
            h1{font-size:1.9rem;margin:0 0 .5rem}
            h2{font-size:1.35rem;margin:2.5rem 0 .5rem;border-bottom:2px solid #1d4e79;padding-bottom:.2rem}
            h3{font-size:1.1rem;margin:1.5rem 0 .3rem}
            p{max-width:46rem}
            table{border-collapse:collapse;width:100%;margin:.8rem 0}
            caption{text-align:left;color:#444;padding-bottom:.3rem}
            th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border:1px solid #b8c4cf}
            th,td{overflow-wrap:anywhere;hyphens:auto;min-width:min(9rem,22vw)}
            thead th{background:#e8eef4}
            tbody th{font-weight:600;min-width:8rem}
            ul{margin:0;padding-left:1.1rem}
            dt{font-weight:600;margin-top:.6rem}dd{margin:0}
            small{color:#444}
            code{font-size:.85em;overflow-wrap:anywhere}
            nav ul{columns:2;max-width:46rem}
            a{color:#1d4e79}
            @media print{main{max-width:none;padding:0}nav{display:none}tr,dd{break-inside:avoid}h2,h3{break-after:avoid}a{color:inherit}}
            """;

    private final Language language;
    private final Html html = new Html();
    private final Map<ControllerId, String> controllers = new LinkedHashMap<>();
    private final Map<PurposeId, String> purposes = new LinkedHashMap<>();
    private final Map<RecipientId, String> recipients = new LinkedHashMap<>();

    /** Times are told as clocks show them at the first of the companies. */
    private final ZoneId zone;

    private ExportPage(Export export) {
        language = export.language();
        export.controllers().forEach(one -> controllers.put(one.id(), one.name()));
        zone = export.controllers().stream()
                .map(Export.Controller::timeZone)
                .findFirst()
                .orElse(ZoneOffset.UTC);
    }

    /** The page. */
    static String of(Export export) {
        var page = new ExportPage(export);
        switch (export) {
            case Export.Access access -> page.access(access);
            case Export.Portability portability -> page.portability(portability);
        }
        return page.html.toString();
    }

    private void access(Export.Access export) {
        export.purposes().forEach(one -> purposes.put(one.id(), language.name(one.names(), one.id())));
        export.recipients().forEach(one -> recipients.put(one.id(), one.name()));
        begin("access", export.createdAt());
        contents();
        person(export.subject());
        section("events");
        html.table(
                say("events.caption"),
                List.of(say("column.when"), say("column.what"), say("column.about"), say("column.source")),
                export.events().stream().map(this::event).toList());
        state(export);
        section("purposes");
        html.table(
                say("purposes.caption"),
                List.of(say("column.purpose"), say("column.basis"), say("column.keeping"), say("column.recipients")),
                export.purposes().stream().map(this::purpose).toList());
        section("recipients");
        html.table(
                say("recipients.caption"),
                List.of(say("column.name"), say("column.contact"), say("column.country"), say("column.about")),
                export.recipients().stream().map(this::recipient).toList());
        section("notices");
        html.table(
                say("notices.caption"),
                List.of(say("column.notice"), say("column.from"), say("column.where")),
                export.notices().stream().map(this::notice).toList());
        requests(export.rightsRequests());
        rights(export);
        end(export.subject());
    }

    private void portability(Export.Portability export) {
        export.purposeNames().forEach((id, names) -> purposes.put(id, language.name(names, id)));
        begin("portability", export.createdAt());
        person(export.subject());
        section("statements");
        if (export.statements().isEmpty()) {
            html.element("p", say("nothing"));
        } else {
            html.table(
                    say("statements.caption"),
                    List.of(say("column.when"), say("column.what"), say("column.about")),
                    export.statements().stream().map(this::statement).toList());
        }
        end(export.subject());
    }

    private String say(String key) {
        return language.say(key);
    }

    // The page around it

    private void begin(String kind, Instant createdAt) {
        html.open("html", "lang", language.tag()).open("head");
        html.single("meta", "charset", "utf-8")
                .single("meta", "name", "viewport", "content", "width=device-width,initial-scale=1");
        html.element("title", say(kind + ".title")).style(SHEET).close();
        html.open("body").open("main");
        html.element("h1", say(kind + ".title")).element("p", say(kind + ".intro"));
        html.element("p", say("made") + " " + time(createdAt) + ". " + say("zone") + " " + zone + ".");
    }

    private void contents() {
        html.open("nav", "aria-label", say("contents")).open("ul");
        for (String section :
                List.of("person", "events", "state", "purposes", "recipients", "notices", "requests", "rights")) {
            html.open("li")
                    .element("a", say(section + ".title"), "href", "#" + section)
                    .close();
        }
        html.close().close();
    }

    private void section(String name) {
        html.element("h2", say(name + ".title"), "id", name);
        language.find(name + ".intro").ifPresent(intro -> html.element("p", intro));
    }

    private void end(Export.Subject subject) {
        html.open("p").open("small").text(say("id") + " ");
        html.element("code", subject.subjectId().toString()).close().close();
        html.close().close().close();
    }

    // Who

    private void person(Export.Subject subject) {
        section("person");
        if (subject.erasedAt() != null) {
            html.element("p", say("erased.since") + " " + time(subject.erasedAt()) + ".");
        }
        html.open("dl");
        if (!subject.identifiers().isEmpty()) {
            html.element("dt", say("identifiers")).open("dd").open("ul");
            subject.identifiers().forEach(identifier -> html.element("li", value(identifier)));
            html.close().close();
        }
        Export.Preferences preferences = subject.preferences();
        if (preferences != null) {
            html.element("dt", say("preferences")).open("dd").open("ul");
            line("detail.language", preferences.language() == null ? null : language(preferences.language()));
            line("detail.frequency", preferences.frequency());
            line("detail.topics", preferences.topics());
            html.close().close();
        }
        html.element("dt", say("controllers")).open("dd").open("ul");
        controllers.values().forEach(name -> html.element("li", name));
        html.close().close().close();
    }

    private void line(String key, @Nullable Object value) {
        if (value != null) {
            html.element("li", say(key) + ": " + value(value));
        }
    }

    // State

    private record Answer(Verdict decision, Reason reason) {}

    private void state(Export.Access export) {
        section("state");
        for (Export.Controller controller : export.controllers()) {
            html.element("h3", controller.name());
            html.element("p", say("contact") + ": " + contact(controller.contact()));
            var grouped = new LinkedHashMap<Answer, Map<PurposeId, List<String>>>();
            export.state().stream()
                    .filter(one -> one.controller().equals(controller.id()))
                    .sorted(Comparator.comparing(Export.State::decision))
                    .forEach(one -> grouped.computeIfAbsent(
                                    new Answer(one.decision(), one.reason()), _ -> new LinkedHashMap<>())
                            .computeIfAbsent(one.purpose(), _ -> new ArrayList<>())
                            .add(reached(one)));
            html.table(
                    say("state.caption") + " " + controller.name(),
                    List.of(say("column.answer"), say("column.why"), say("column.purpose")),
                    grouped.entrySet().stream()
                            .map(one -> Row.of(
                                    text(language.say(one.getKey().decision())),
                                    text(language.say(one.getKey().reason())),
                                    list(one.getValue().entrySet().stream()
                                            .map(use ->
                                                    purpose(use.getKey()) + ": " + String.join(", ", use.getValue()))
                                            .toList())))
                            .toList());
        }
    }

    /** The channel, with what has to be kept to on it. */
    private String reached(Export.State state) {
        return language.say(state.channel())
                + (state.obligations().isEmpty() ? "" : " (" + words(state.obligations()) + ")");
    }

    // Rows

    private Row event(HistoryItem item) {
        return Row.of(
                when(item.occurredAt(), item.recordedAt()),
                cell -> {
                    cell.text(language.find("event." + item.type()).orElse(item.type()));
                    List<String> details = details(item.details());
                    if (!details.isEmpty()) {
                        list(details).accept(cell);
                    }
                },
                item.scope() == null ? text("") : list(lines(item.scope())),
                cell -> {
                    cell.text(item.source() == null ? say("ledger") : language.say(item.source()));
                    List<String> evidence = lines(item.evidence());
                    if (!evidence.isEmpty()) {
                        list(evidence).accept(cell);
                    }
                });
    }

    private Row statement(Export.Statement statement) {
        var details = new LinkedHashMap<String, Object>();
        put(details, "notice", statement.notice());
        put(details, "mechanism", statement.mechanism());
        put(details, "expiresAt", statement.expiresAt());
        put(details, "ground", statement.ground());
        put(details, "statement", statement.statement());
        var scope = new Scope(statement.controllers(), statement.company(), statement.purposes(), statement.channels());
        return Row.of(
                when(statement.occurredAt(), null),
                cell -> {
                    cell.text(say("event." + statement.type()));
                    list(details(details)).accept(cell);
                },
                list(lines(scope)));
    }

    private static void put(Map<String, Object> details, String name, @Nullable Object value) {
        if (value != null) {
            details.put(name, value);
        }
    }

    private Row purpose(Export.Purpose purpose) {
        return Row.of(
                text(purpose(purpose.id())),
                text(language.say(purpose.basis())),
                text(keeping(purpose)),
                list(purpose.recipients().stream()
                        .map(id -> recipients.getOrDefault(id, id.value()))
                        .toList()));
    }

    private String keeping(Export.Purpose purpose) {
        if (purpose.validFor() != null) {
            return say("keeping.for") + " " + value(purpose.validFor());
        }
        return purpose.withdrawable() ? say("keeping.open") : say("keeping.none");
    }

    private Row recipient(Export.Recipient recipient) {
        return Row.of(
                text(recipient.name()),
                text(contact(recipient.contact())),
                text(recipient.country() == null ? "" : country(recipient.country())),
                list(lines(new Scope(recipient.controllers(), null, recipient.purposes(), Set.of()))));
    }

    private Row notice(Export.Notice notice) {
        var notes = new ArrayList<String>();
        notes.add(say("notice.language") + ": " + language(notice.language()));
        if (notice.inForce()) {
            notes.add(say("notice.inForce"));
        }
        if (!notice.shownIn().isEmpty()) {
            notes.add(say("notice.shown"));
        }
        if (notice.companion() != null) {
            notes.add(say("notice.companion") + " " + notice.companion().id() + " "
                    + notice.companion().version());
        }
        return Row.of(
                cell -> {
                    cell.text(notice.id() + " " + notice.version());
                    list(notes).accept(cell);
                },
                text(day(notice.effectiveFrom())),
                cell -> {
                    if (notice.url() != null) {
                        cell.text(notice.url() + " ");
                    }
                    cell.open("small")
                            .text(say("notice.hash") + " ")
                            .element("code", notice.textHash())
                            .close();
                });
    }

    private void requests(List<Export.Request> requests) {
        section("requests");
        if (requests.isEmpty()) {
            html.element("p", say("requests.none"));
            return;
        }
        html.table(
                say("requests.caption"),
                List.of(say("column.received"), say("column.right"), say("column.state"), say("column.steps")),
                requests.stream()
                        .map(one -> Row.of(
                                text(time(one.receivedAt())),
                                text(language.say(one.right()) + ", " + controller(one.controller())),
                                text(language.say(one.state())
                                        + (one.state().ended()
                                                ? ""
                                                : ". " + say("due") + " " + value(one.dueStatutory()))),
                                list(one.steps().stream().map(this::step).toList())))
                        .toList());
    }

    private String step(Export.Step step) {
        var details = new LinkedHashMap<>(step.details());
        details.keySet().removeAll(List.of("request", "controller", "right", "country", "timeZone", "holidays"));
        String said = String.join("; ", details(details));
        return time(step.occurredAt()) + ": "
                + language.find("event." + step.type()).orElse(step.type()) + (said.isEmpty() ? "" : " (" + said + ")");
    }

    private void rights(Export.Access export) {
        section("rights");
        html.open("dl");
        for (Export.RightToKnow right : export.rights()) {
            html.element(
                    "dt",
                    say("right." + right.right() + ".name") + " (" + say("article") + " " + right.article() + ")");
            html.element("dd", right.text());
        }
        html.close();
        html.element("h3", say("complaints.title")).open("ul");
        for (Export.Authority authority : export.complaints()) {
            html.open("li").text(authority.name() + ", ");
            html.element("a", authority.url(), "href", authority.url()).close();
        }
        html.close();
    }

    // Cells

    private static Consumer<Html> text(String text) {
        return html -> html.text(text);
    }

    private static Consumer<Html> list(List<String> lines) {
        return html -> {
            if (lines.size() == 1) {
                html.element("div", lines.getFirst());
            } else if (!lines.isEmpty()) {
                html.open("ul");
                lines.forEach(line -> html.element("li", line));
                html.close();
            }
        };
    }

    private Consumer<Html> when(@Nullable Instant occurredAt, @Nullable Instant recordedAt) {
        return cell -> {
            String when = occurredAt == null ? say("unknown") : time(occurredAt);
            cell.text(when);
            if (recordedAt != null && !time(recordedAt).equals(when)) {
                cell.open("div")
                        .element("small", say("recorded") + " " + time(recordedAt))
                        .close();
            }
        };
    }

    // Words

    private List<String> details(Map<String, ?> details) {
        return details.entrySet().stream()
                .map(detail -> language.find("detail." + detail.getKey()).orElse(detail.getKey()) + ": "
                        + detail(detail.getKey(), detail.getValue()))
                .toList();
    }

    private String detail(String name, Object value) {
        return switch (name) {
            case "asked" -> language.find("event." + value).orElse(value.toString());
            case "language" -> language(value.toString());
            default -> value(value);
        };
    }

    private List<String> lines(Scope scope) {
        var lines = new ArrayList<String>();
        lines.add(scope.purposes().stream().map(this::purpose).collect(Collectors.joining(", ")));
        lines.add(scope.controllers().stream().map(this::controller).collect(Collectors.joining(", ")));
        if (!scope.channels().isEmpty()) {
            lines.add(words(scope.channels()));
        }
        if (scope.company() != null) {
            lines.add(say("company") + " " + scope.company());
        }
        lines.removeIf(String::isEmpty);
        return lines;
    }

    private List<String> lines(@Nullable Evidence evidence) {
        var lines = new ArrayList<String>();
        if (evidence != null) {
            var all = new LinkedHashMap<String, Object>();
            put(all, "form", evidence.form());
            put(all, "ip", evidence.ip());
            put(all, "userAgent", evidence.userAgent());
            put(all, "reference", evidence.reference());
            put(all, "wordingHash", evidence.wordingHash());
            lines.addAll(details(all));
        }
        return lines;
    }

    private String words(Collection<? extends Enum<?>> constants) {
        return constants.stream().map(language::say).collect(Collectors.joining(", "));
    }

    private String purpose(PurposeRef ref) {
        return switch (ref) {
            case PurposeRef.Every() -> say("every.purpose");
            case PurposeRef.Node(var id) -> purpose(id);
        };
    }

    private String purpose(PurposeId id) {
        return purposes.getOrDefault(id, id.value());
    }

    private String controller(ControllerRef ref) {
        return switch (ref) {
            case ControllerRef.Every() -> say("every.controller");
            case ControllerRef.Group(var id) -> say("group") + " " + id;
            case ControllerRef.One(var id) -> controller(id);
        };
    }

    private String controller(ControllerId id) {
        return controllers.getOrDefault(id, id.value());
    }

    private static String contact(Map<String, String> contact) {
        return String.join(", ", new TreeMap<>(contact).values());
    }

    private String country(String code) {
        return Locale.of("", code).getDisplayCountry(language.locale());
    }

    private String language(String tag) {
        return Locale.forLanguageTag(tag).getDisplayLanguage(language.locale());
    }

    /** Whatever a detail may be, for people. */
    private String value(Object value) {
        return switch (value) {
            case Personal.Known(String known) -> known;
            case Personal _ -> say("erased");
            case Identifier identifier ->
                (identifier.namespace() == null ? language.say(identifier.kind()) : identifier.namespace()) + ": "
                        + value(identifier.value());
            case NoticeShown shown -> shown.id() + " " + shown.version() + ", " + language(shown.language());
            case Scope scope -> String.join("; ", lines(scope));
            case Fault fault -> language.find("Code." + fault.code()).orElse(fault.detail());
            case PurposeId id -> purpose(id);
            case ControllerId id -> controller(id);
            case CompanyId id -> id.value();
            case Instant time -> time(time);
            case LocalDate day ->
                DateTimeFormatter.ofPattern(say("day.pattern"), language.locale())
                        .format(day);
            case Period period -> period(period);
            case Boolean yes -> say(yes ? "yes" : "no");
            case Enum<?> constant ->
                language.find(constant.getDeclaringClass().getSimpleName() + "." + constant.name())
                        .orElse(constant.name());
            case Collection<?> all -> all.stream().map(this::value).collect(Collectors.joining(", "));
            case Map<?, ?> all ->
                all.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + value(entry.getValue()))
                        .collect(Collectors.joining(", "));
            default -> value.toString();
        };
    }

    private String period(Period period) {
        var parts = new LinkedHashMap<String, Integer>();
        parts.put("years", period.getYears());
        parts.put("months", period.getMonths());
        parts.put("days", period.getDays());
        return parts.entrySet().stream()
                .filter(part -> part.getValue() != 0)
                .map(part -> part.getValue() + " " + say(part.getKey()))
                .collect(Collectors.joining(", "));
    }

    private String time(Instant time) {
        return DateTimeFormatter.ofPattern(say("time.pattern"), language.locale())
                .format(time.atZone(zone));
    }

    private String day(Instant time) {
        return value(time.atZone(zone).toLocalDate());
    }
}
