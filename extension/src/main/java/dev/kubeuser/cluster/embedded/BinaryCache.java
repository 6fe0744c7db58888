package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.cluster.ClusterException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * Keeps the unpacked program between runs, verifies it before every use and replaces it if it differs. A new program is
 * written next to its place and moved in, so several JVMs may unpack at once: all write the same bytes.
 */
final class BinaryCache {

    private static final String PART = "part-";

    /** A JVM unpacks in seconds: a part this old was left by one that was killed. */
    private static final Duration PART_IS_ABANDONED = Duration.ofHours(1);

    private final Path directory;

    BinaryCache(Path directory) {
        this.directory = directory;
    }

    Path unpack(PackedBinary packed) {
        Path home = directory
                .resolve("control-plane")
                .resolve(packed.version() + "-" + packed.sha256().substring(0, 16));
        Path program = home.resolve("control-plane");
        try {
            if (!isIntact(program, packed)) {
                PrivateFiles.createDirectories(home);
                write(packed, home, program);
            }
            return program;
        } catch (IOException failure) {
            throw new ClusterException(
                    "The control plane could not be unpacked into " + home + ": " + failure
                            + ". It needs " + packed.size() / 1_000_000 + " MB there. Set kubeuser.cache-directory to"
                            + " another directory, or kubeuser.control-plane.binary to an unpacked program.",
                    failure);
        }
    }

    /** Compares with the checksum written when the program was unpacked and its SHA-256 verified. */
    private static boolean isIntact(Path program, PackedBinary packed) throws IOException {
        Path note = noteOf(program);
        return Files.isExecutable(program)
                && Files.size(program) == packed.size()
                && Files.isReadable(note)
                && Files.readString(note).equals(quickChecksum(program));
    }

    private static Path noteOf(Path program) {
        return program.resolveSibling("control-plane.crc32c");
    }

    private static void write(PackedBinary packed, Path home, Path program) throws IOException {
        removeAbandonedParts(home);
        Path fresh = newPart(home);
        try {
            copy(packed, fresh);
            PrivateFiles.makeExecutable(fresh);
            moveInto(noteOf(program), note(home, quickChecksum(fresh)));
            moveInto(program, fresh);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static Path note(Path home, String checksum) throws IOException {
        return Files.writeString(newPart(home), checksum);
    }

    private static Path newPart(Path home) throws IOException {
        return PrivateFiles.createFile(home, PART);
    }

    /** Age tells, not a process ID: containers may share the cache, and each numbers its processes itself. */
    private static void removeAbandonedParts(Path home) throws IOException {
        Instant limit = Instant.now().minus(PART_IS_ABANDONED);
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(home, PART + "*")) {
            for (Path part : parts) {
                if (isOlder(part, limit)) {
                    Files.deleteIfExists(part);
                }
            }
        }
    }

    private static boolean isOlder(Path part, Instant limit) throws IOException {
        try {
            return Files.getLastModifiedTime(part).toInstant().isBefore(limit);
        } catch (NoSuchFileException anotherJvmWasFaster) {
            return false;
        }
    }

    private static void moveInto(Path place, Path fresh) throws IOException {
        Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void copy(PackedBinary packed, Path fresh) throws IOException {
        MessageDigest digest = newDigest();
        try (InputStream in = new DigestInputStream(packed.open(), digest);
                OutputStream out = Files.newOutputStream(fresh)) {
            in.transferTo(out);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(packed.sha256())) {
            throw new IOException("the packed program is damaged: its SHA-256 is not " + packed.sha256());
        }
    }

    /** Computed before every start, so it has to be quick. It detects damage as well as a digest does. */
    private static String quickChecksum(Path file) throws IOException {
        CRC32C checksum = new CRC32C();
        try (FileChannel channel = FileChannel.open(file)) {
            checksum.update(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        }
        return Long.toHexString(checksum.getValue());
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
