package org.consentledger.app.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;

/** The key that signs the tokens of the embedded issuer. It is kept, so that tokens outlive a restart. */
final class SigningKey {
    private static final int BITS = 2048;

    private SigningKey() {}

    static RSAKey keptIn(Path directory) {
        var file = directory.resolve("issuer.jwk.json");
        try {
            return Files.exists(file) ? RSAKey.parse(Files.readString(file)) : create(directory, file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (ParseException | JOSEException _) {
            // Without its cause: the message of a parser may quote the key.
            throw new IllegalStateException("Cannot use the key in " + file + "; remove it to have another one made");
        }
    }

    private static RSAKey create(Path directory, Path file) throws IOException, JOSEException {
        var key = new RSAKeyGenerator(BITS)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.RS256)
                .keyIDFromThumbprint(true)
                .generate();
        Files.createDirectories(directory, readableBy("rwx------"));
        var draft = Files.createTempFile(directory, "issuer", ".tmp", readableBy("rw-------"));
        Files.writeString(draft, key.toJSONString());
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        return key;
    }

    private static FileAttribute<?> readableBy(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
