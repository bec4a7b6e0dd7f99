package org.consentledger.store;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.util.UUID;
import org.axonframework.common.IdentifierFactory;

/** Gives every message and subject an id that sorts by time: a UUID version 7 (RFC 9562). */
public final class UuidV7Factory extends IdentifierFactory {
    private static final NoArgGenerator GENERATOR = Generators.timeBasedEpochRandomGenerator();

    /** A new id. */
    public static UUID next() {
        return GENERATOR.generate();
    }

    @Override
    public String generateIdentifier() {
        return next().toString();
    }
}
