package org.consentledger.query.export;

import java.util.List;
import java.util.Locale;
import org.consentledger.api.Code;
import org.consentledger.api.Fault;
import org.consentledger.api.Refusal;
import org.consentledger.api.subject.SubjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** A person's data, for the person: all of it to read (GDPR Article 15), or what can be taken elsewhere (Article 20). */
@RestController
class ExportEndpoint {
    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");

    private final Exports exports;

    ExportEndpoint(Exports exports) {
        this.exports = exports;
    }

    /** What is exported. */
    private enum Kind {
        ACCESS,
        PORTABILITY
    }

    /**
     * The export as JSON, in the form of {@code docs/export.schema.json}, or as a page to read and print, where
     * {@code Accept} prefers {@code text/html}.
     *
     * @param kind {@code access} (the default) or {@code portability}
     * @param language {@code en} or {@code nl}; absent: the one the person prefers, else English
     */
    @GetMapping(
            path = "/v1/subjects/{id}/export",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_HTML_VALUE})
    ResponseEntity<Object> export(
            @PathVariable SubjectId id,
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(required = false) @Nullable String language,
            WebRequest request) {
        Kind what = kind(kind);
        Language asked = language == null ? null : language(language);
        boolean page = prefersPage(request.getHeader(HttpHeaders.ACCEPT));
        Export export = switch (what) {
            case ACCESS -> exports.access(id, asked);
            case PORTABILITY -> exports.portability(id, asked);
        };
        return page
                ? ResponseEntity.ok().contentType(HTML).body(ExportPage.of(export))
                : ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(export);
    }

    private static Kind kind(@Nullable String named) {
        for (Kind kind : Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(named)) {
                return kind;
            }
        }
        if (named == null) {
            return Kind.ACCESS;
        }
        throw Refusal.of(List.of(new Fault("#/query/kind", Code.BAD_VALUE, "The kind is access or portability")));
    }

    private static Language language(String tag) {
        Language language = Language.of(tag);
        if (language == null) {
            throw Refusal.of(List.of(new Fault("#/query/language", Code.BAD_VALUE, "The language is en or nl")));
        }
        return language;
    }

    /** Whether a page is wanted rather than JSON; who wants anything gets JSON. */
    private static boolean prefersPage(@Nullable String accept) {
        try {
            List<MediaType> wanted = MediaType.parseMediaTypes(accept);
            MimeTypeUtils.sortBySpecificity(wanted);
            for (MediaType type : wanted) {
                if (type.includes(MediaType.APPLICATION_JSON)) {
                    return false;
                }
                if (type.includes(MediaType.TEXT_HTML)) {
                    return true;
                }
            }
            return false;
        } catch (InvalidMediaTypeException e) {
            throw new Refusal(Code.NOT_ACCEPTABLE);
        }
    }
}
