package org.consentledger.query.representation;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.consentledger.api.Code;
import org.consentledger.api.Fault;
import org.consentledger.api.Page;
import org.consentledger.api.Refusal;
import org.consentledger.api.catalogue.CatalogueId;
import org.consentledger.api.subject.CompanyId;
import org.consentledger.store.representation.Representations;
import org.consentledger.store.representation.Representations.Representation;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who acts for which company, for officers. */
@RestController
class RepresentationsEndpoint {
    private final Representations representations;

    RepresentationsEndpoint(Representations representations) {
        this.representations = representations;
    }

    /** Those who represent a company, or did, or will; in the order of the ids of the representations. */
    @GetMapping("/v1/representations")
    Page<Representation> ofCompany(
            @RequestParam(required = false) @Nullable String company,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        if (company == null || !CatalogueId.isValid(company)) {
            throw new Refusal(company == null ? Code.MISSING : Code.INVALID_ID, "#/query/company");
        }
        int most = Page.limit(limit);
        List<Representation> read = representations.of(new CompanyId(company), after(cursor), most + 1);
        List<Representation> items = read.stream().limit(most).toList();
        return new Page<>(items, read.size() > most ? cursor(items.getLast()) : null);
    }

    private static String cursor(Representation last) {
        byte[] id = last.id().value().getBytes(StandardCharsets.US_ASCII);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    private static String after(@Nullable String cursor) {
        if (cursor == null) {
            return "";
        }
        try {
            String id = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            if (CatalogueId.isValid(id)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // Answered below, like every other cursor that was never given out.
        }
        throw Refusal.of(List.of(new Fault("#/query/cursor", Code.BAD_VALUE, "The cursor is not one of this list")));
    }
}
