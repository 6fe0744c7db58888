package dev.kubeuser.base.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a small secret from a file that is this user's or root's, and that nobody else may change. */
public final class SecretFile {

    private SecretFile() {}

    /**
     * {@return the text of a file; links are followed}
     *
     * @param file the file
     * @param longest the most bytes that it may have
     * @throws IOException if it cannot be used; the message names it and shows none of it
     */
    public static String read(Path file, int longest) throws IOException {
        try {
            Path real = file.toRealPath();
            Ownership.in(real, HostSystem.current()).requireFile(real);
            try (InputStream in = Files.newInputStream(real)) {
                byte[] bytes = in.readNBytes(longest + 1);
                if (bytes.length > longest) {
                    throw new IOException(file + " has more than " + longest + " bytes");
                }
                return new String(bytes, StandardCharsets.UTF_8);
            }
        } catch (NoSuchFileException missing) {
            throw new IOException(file + " does not exist", missing);
        }
    }
}
