package dev.kubeuser.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps the unpacked program between runs. What is found there is verified before every use and replaced if it differs.
 * A new one is written beside its place and moved in, so that several JVMs may unpack at once.
 */
final class BinaryCache {

    private static final int CHUNK = 1 << 20;
    private static final String PART = "part-";
    private static final Pattern PART_NAME = Pattern.compile(PART + "(\\d+)-.*");

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
                            + ". It needs " + packed.size() / 1_000_000 + " MB there; another directory can be named by"
                            + " kubeuser.cache-directory, an unpacked program by kubeuser.control-plane.binary.",
                    failure);
        }
    }

    private static boolean isIntact(Path program, PackedBinary packed) throws IOException {
        return Files.isExecutable(program)
                && Files.size(program) == packed.size()
                && sha256(program).equals(packed.sha256());
    }

    private static void write(PackedBinary packed, Path home, Path program) throws IOException {
        removeLeftovers(home);
        Path fresh =
                PrivateFiles.createFile(home, PART + ProcessHandle.current().pid() + "-");
        try {
            copy(packed, fresh);
            PrivateFiles.makeExecutable(fresh);
            if (!isIntact(fresh, packed)) {
                throw new IOException("the packed program is damaged: its SHA-256 is not " + packed.sha256());
            }
            Files.move(fresh, program, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void copy(PackedBinary packed, Path fresh) throws IOException {
        try (InputStream in = packed.open();
                OutputStream out = Files.newOutputStream(fresh)) {
            in.transferTo(out);
        }
    }

    /** A JVM that was killed while unpacking leaves its part behind; its process number tells that it is gone. */
    private static void removeLeftovers(Path home) throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(home, PART + "*")) {
            for (Path part : parts) {
                Matcher name = PART_NAME.matcher(part.getFileName().toString());
                if (name.matches()
                        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                    Files.deleteIfExists(part);
                }
            }
        }
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = newDigest();
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
            while (channel.read(buffer) >= 0) {
                digest.update(buffer.flip());
                buffer.clear();
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
