package dev.kubeuser.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

/** The form in which the program travels: compressed, beside a file that says what comes out of it. */
final class Pack {

    private static final long LARGEST = 35_000_000;
    private static final String PROGRAM = "control-plane.xz";
    private static final String FACTS = "control-plane.properties";

    /** From 0 to 9. Each step up saves a few percent of the size, and takes up to twice as long. */
    private static final int LEVEL = 2;

    private Pack() {}

    static long pack(Path binary, Path directory, String version) throws IOException {
        delete(directory); // what was packed before may have another name
        Files.createDirectories(directory);
        Path part = directory.resolve(PROGRAM + ".part");
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(binary), digest);
                OutputStream out =
                        new XZOutputStream(Files.newOutputStream(part), new LZMA2Options(LEVEL), XZ.CHECK_CRC32)) {
            in.transferTo(out);
        }
        long packed = Files.size(part);
        if (packed > LARGEST) {
            throw new Failure("The packed control plane has " + packed + " bytes, more than the " + LARGEST
                    + " that every user is asked to download: find out what made it grow.");
        }
        Files.move(part, directory.resolve(PROGRAM));
        Files.writeString(
                directory.resolve(FACTS),
                "version=" + version + "\nsize=" + Files.size(binary) + "\nsha256="
                        + HexFormat.of().formatHex(digest.digest()) + "\n");
        return packed;
    }

    static boolean isComplete(Path directory) {
        return Files.exists(directory.resolve(PROGRAM)) && Files.exists(directory.resolve(FACTS));
    }

    /** A platform that was asked for once must not stay in the jar for ever. */
    static void keepOnly(List<String> platforms, Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> found = Files.list(directory)) {
            for (Path old : found.filter(
                            path -> !platforms.contains(path.getFileName().toString()))
                    .toList()) {
                delete(old);
            }
        }
    }

    /** Makes {@code to} hold the same files as {@code from}, in the same folders, and leaves others there alone. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> found = Files.walk(from)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    static void delete(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return;
        }
        try (Stream<Path> found = Files.walk(directory)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
