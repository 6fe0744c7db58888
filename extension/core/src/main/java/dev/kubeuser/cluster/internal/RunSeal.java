package dev.kubeuser.cluster.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tells the runs that share a cluster which requests come from one of them. They all have the administrator's
 * credential, which subjects under test do not have; so a subject can claim to belong to another run, but cannot prove
 * it.
 */
final class RunSeal {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PURPOSE = "kubeuser run ";

    /** Of a proof. */
    private static final int BYTES = 8;

    private final byte[] key;

    private RunSeal(byte[] key) {
        this.key = key;
    }

    /**
     * The seal of all runs with one administrator.
     *
     * @param secret the administrator's token or private key; without one, no other run has this seal
     */
    static RunSeal of(@Nullable String secret) {
        if (secret != null && !secret.isEmpty()) {
            return new RunSeal(secret.getBytes(StandardCharsets.UTF_8));
        }
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return new RunSeal(key);
    }

    /** The proof that a run has the seal, in hexadecimal digits. */
    String proof(String run) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            byte[] code = mac.doFinal((PURPOSE + run).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(code, BYTES));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Each Java platform has " + ALGORITHM, missing);
        }
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
        return "seal";
    }
}
