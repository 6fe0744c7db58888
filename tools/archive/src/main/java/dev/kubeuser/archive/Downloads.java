// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lists the control planes that the archive leaves out, each with its size and digest, as the library reads it. */
final class Downloads {

    private static final Pattern NAME = Pattern.compile("kubeuser-control-plane-(\\d+\\.\\d+)-.*");

    private Downloads() {}

    /**
     * Writes the list.
     *
     * @param arguments the directory with the jars, where users download them, their platform, and the list
     */
    public static void main(String[] arguments) throws IOException {
        Map<String, String> lines = new TreeMap<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of(arguments[0]), "*.jar")) {
            for (Path jar : jars) {
                Matcher name = NAME.matcher(String.valueOf(jar.getFileName()));
                if (name.matches()) {
                    lines.put(name.group(1), name.group() + " " + Files.size(jar) + " " + sha256(jar));
                }
            }
        }
        StringBuilder list = new StringBuilder("url=" + arguments[1] + "\n");
        lines.forEach((minor, line) -> list.append(minor + "/" + arguments[2] + "=" + line + "\n"));
        Path file = Path.of(arguments[3]);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, list);
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
