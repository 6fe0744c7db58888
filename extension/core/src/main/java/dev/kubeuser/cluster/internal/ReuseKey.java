package dev.kubeuser.cluster.internal;

import dev.kubeuser.base.internal.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * Identifies a shared cluster by version and configuration. JVMs with equal keys find the same cluster.
 *
 * @param text short, because it becomes part of a socket's path
 */
public record ReuseKey(String text) {

    /** Machines may share a home directory, and containers a cache, but never their clusters. */
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private static final int BYTES = 8;

    /** The key of a cluster on this machine with that version and configuration. */
    public static ReuseKey of(List<String> parts) {
        MessageDigest digest = Sha256.begin();
        add(digest, hostName());
        parts.forEach(part -> add(digest, part));
        return new ReuseKey(HexFormat.of().formatHex(digest.digest(), 0, BYTES));
    }

    /** Empty on an operating system without this file. */
    private static String hostName() {
        try {
            return Files.isReadable(HOST_NAME) ? Files.readString(HOST_NAME) : "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Adds the length first, so that different parts never make the same bytes. */
    private static void add(MessageDigest digest, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    /** The key as a number, not negative. */
    long number() {
        return Long.parseUnsignedLong(text, 16) >>> 1;
    }

    @Override
    public String toString() {
        return text;
    }
}
