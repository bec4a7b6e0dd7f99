package org.consentledger.query.decision;

import org.consentledger.api.Code;
import org.consentledger.api.Faults;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.CatalogueId;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.PurposeId;
import org.jspecify.annotations.Nullable;

/** Reads ids that the catalogue must know, at whatever time. */
public final class Known {
    private Known() {}

    public static @Nullable ControllerId controller(
            @Nullable String id, String pointer, Catalogue catalogue, Faults faults) {
        if (id == null) {
            faults.add(pointer, Code.MISSING);
            return null;
        }
        if (!CatalogueId.isValid(id) || !catalogue.knows(new ControllerId(id))) {
            faults.add(pointer, Code.UNKNOWN_CONTROLLER);
            return null;
        }
        return new ControllerId(id);
    }

    public static @Nullable PurposeId purpose(@Nullable String id, String pointer, Catalogue catalogue, Faults faults) {
        if (id == null) {
            faults.add(pointer, Code.MISSING);
            return null;
        }
        if (!CatalogueId.isValid(id) || !catalogue.knows(new PurposeId(id))) {
            faults.add(pointer, Code.UNKNOWN_PURPOSE);
            return null;
        }
        return new PurposeId(id);
    }
}
