package dev.kubeuser.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The jars of the control planes that were built: one for each minor of Kubernetes.
 *
 * @param versions the directory with a module for each minor
 * @param version that of this build
 * @param platform that of the archive
 */
record ControlPlanes(Path versions, String version, String platform) {

    /** Where the library looks for it. */
    private static final String LIST = "META-INF/kubeuser/control-plane/downloads.properties";

    private static final String NAME = "kubeuser-control-plane-";

    Path of(String minor) {
        return versions.resolve(minor)
                .resolve("target")
                .resolve(NAME + minor + "-" + version + "-" + platform + ".jar");
    }

    /** Those of the other minors. */
    List<Path> others(String minor) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String other : otherMinors(minor)) {
            jars.add(of(other));
        }
        return jars;
    }

    private List<String> otherMinors(String minor) throws IOException {
        List<String> minors = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(versions, Files::isDirectory)) {
            for (Path folder : folders) {
                String name = String.valueOf(folder.getFileName());
                if (!name.equals(minor) && Files.exists(of(name))) {
                    minors.add(name);
                }
            }
        }
        return minors.stream().sorted().toList();
    }

    /** A jar with the name, the size and the digest of each of the others, so that it is on the class path. */
    void writeList(String minor, String url, Instant time, Path jar) throws IOException {
        StringBuilder list = new StringBuilder("url=" + url + "\n");
        for (String other : otherMinors(minor)) {
            Path file = of(other);
            list.append(other).append('/').append(platform).append('=').append(file.getFileName());
            list.append(' ')
                    .append(Files.size(file))
                    .append(' ')
                    .append(sha256(file))
                    .append('\n');
        }
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            ZipEntry entry = new ZipEntry(LIST);
            entry.setTimeLocal(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
            out.putNextEntry(entry);
            out.write(list.toString().getBytes(StandardCharsets.UTF_8));
            out.closeEntry();
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
