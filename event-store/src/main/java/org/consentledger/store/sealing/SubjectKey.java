package org.consentledger.store.sealing;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.UUID;
import org.consentledger.api.Personal;
import org.consentledger.api.subject.SubjectId;

/** The data key of one subject, unwrapped and ready for use: AES-256-GCM. */
final class SubjectKey {
    private static final byte[] WRAPPED_KEY = "consent-ledger subject key 1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SEALED_VALUE = "consent-ledger sealed value 1".getBytes(StandardCharsets.US_ASCII);

    private final SubjectId subject;
    private final Aead cipher;

    /** What every ciphertext of this key begins with: tells values of an earlier, shredded key from damaged ones. */
    private final byte[] prefix;

    private SubjectKey(SubjectId subject, KeysetHandle keyset) throws GeneralSecurityException {
        if (!(keyset.getPrimary().getKey() instanceof AesGcmKey key)) {
            throw new GeneralSecurityException("The key of a subject is not an AES-GCM key");
        }
        this.subject = subject;
        this.cipher = AesGcmJce.create(key);
        this.prefix = key.getOutputPrefix().toByteArray();
    }

    /** A new key and the form in which it is stored. */
    record Made(SubjectKey key, byte[] wrapped) {}

    static Made make(SubjectId subject, Aead keyEncryption) {
        try {
            KeysetHandle keyset = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
            byte[] wrapped = TinkProtoKeysetFormat.serializeEncryptedKeyset(
                    keyset, keyEncryption, associatedData(WRAPPED_KEY, subject.value(), ""));
            return new Made(new SubjectKey(subject, keyset), wrapped);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No key can be made for a subject", e);
        }
    }

    static SubjectKey unwrap(SubjectId subject, byte[] wrapped, Aead keyEncryption) {
        try {
            return new SubjectKey(
                    subject,
                    TinkProtoKeysetFormat.parseEncryptedKeyset(
                            wrapped, keyEncryption, associatedData(WRAPPED_KEY, subject.value(), "")));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "The stored key of subject " + subject + " does not open under the key-encryption key", e);
        }
    }

    static byte[] rewrap(SubjectId subject, byte[] wrapped, Aead keyEncryption) {
        byte[] whose = associatedData(WRAPPED_KEY, subject.value(), "");
        try {
            return TinkProtoKeysetFormat.serializeEncryptedKeyset(
                    TinkProtoKeysetFormat.parseEncryptedKeyset(wrapped, keyEncryption, whose), keyEncryption, whose);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "The stored key of subject " + subject + " does not open under the key-encryption key", e);
        }
    }

    static boolean opens(UUID subject, byte[] wrapped, Aead keyEncryption) {
        try {
            TinkProtoKeysetFormat.parseEncryptedKeyset(
                    wrapped, keyEncryption, associatedData(WRAPPED_KEY, subject, ""));
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    Personal.Sealed seal(String field, Personal.Known value) {
        try {
            byte[] plain = value.value().getBytes(StandardCharsets.UTF_8);
            return new Personal.Sealed(
                    field, cipher.encrypt(plain, associatedData(SEALED_VALUE, subject.value(), field)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The field " + field + " cannot be sealed", e);
        }
    }

    Personal open(Personal.Sealed sealed) {
        byte[] ciphertext = sealed.ciphertext();
        boolean mine = ciphertext.length >= prefix.length
                && Arrays.equals(ciphertext, 0, prefix.length, prefix, 0, prefix.length);
        if (!mine) {
            // Its key was shredded, and the subject was given another since.
            return new Personal.Erased();
        }
        try {
            byte[] plain = cipher.decrypt(ciphertext, associatedData(SEALED_VALUE, subject.value(), sealed.field()));
            return new Personal.Known(new String(plain, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "The field " + sealed.field() + " of subject " + subject
                            + " does not open: it was damaged, or moved here from elsewhere",
                    e);
        }
    }

    /** Every part but the last has a fixed length, so that no two different inputs read the same. */
    private static byte[] associatedData(byte[] purpose, UUID subject, String field) {
        byte[] name = field.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(purpose.length + 2 * Long.BYTES + name.length)
                .put(purpose)
                .putLong(subject.getMostSignificantBits())
                .putLong(subject.getLeastSignificantBits())
                .put(name)
                .array();
    }
}
