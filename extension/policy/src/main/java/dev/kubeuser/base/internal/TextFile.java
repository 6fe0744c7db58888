// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads text that people wrote, and drops a byte order mark. The message of each exception of a reader is a clause to
 * append to the name of the file.
 */
public final class TextFile {

    private static final int MEBIBYTE = 1024 * 1024;

    /** Far more than anyone writes: the API server accepts 3 MiB at once. */
    public static final int LARGEST = 16 * MEBIBYTE;

    private static final OpenOption[] WRITTEN = {
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        LinkOption.NOFOLLOW_LINKS
    };

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private TextFile() {}

    /**
     * {@return the text of a file}
     *
     * @param file in UTF-8
     * @throws IOException if it is missing, unreadable, not a regular file (a pipe may never end), too large, or not in
     *     UTF-8
     */
    public static String read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("it is a directory");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException("it is not a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        } catch (FileSystemException failure) {
            throw new IOException(reason(failure), failure);
        }
    }

    /**
     * {@return the text of a resource}
     *
     * @param resource in UTF-8
     * @throws IOException as for a file or a stream
     */
    public static String read(URL resource) throws IOException {
        if (resource.getProtocol().equals("file")) {
            return read(Path.of(URI.create(resource.toString())));
        }
        try (InputStream in = resource.openStream()) {
            return read(in);
        }
    }

    /**
     * {@return the text of a stream}
     *
     * @param in in UTF-8
     * @throws IOException if it cannot be read, is too large, or not in UTF-8
     */
    public static String read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw new IOException("it is larger than " + LARGEST / MEBIBYTE + " MiB");
        }
        String text = decode(ByteBuffer.wrap(bytes));
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    /**
     * Writes a file, and the directories above it where they are missing.
     *
     * @param file the file, which is replaced
     * @param text its text
     * @throws UncheckedIOException if it cannot be written, or its name leads {@linkplain #requireNoLink over a link};
     *     the message names it and the reason
     */
    public static void write(Path file, String text) {
        try {
            requireNoLink(file);
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            try (OutputStream out = Files.newOutputStream(file, WRITTEN)) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(file + " could not be written: " + reason(failure), failure);
        }
    }

    /**
     * Requires that the name leads to the file itself, without a link. Otherwise anyone who can commit a link to a
     * repository could have a file outside of it written. Above the working directory, links are of the machine.
     *
     * @param path a file or directory to write, which may be missing
     * @throws IOException if it is a link, or leads over one below the working directory; the message is a clause
     */
    public static void requireNoLink(Path path) throws IOException {
        Path working = Path.of("").toAbsolutePath();
        Path part = path.toAbsolutePath().normalize();
        boolean isNamed = true;
        while (part != null && (isNamed || (part.startsWith(working) && !part.equals(working)))) {
            if (Files.isSymbolicLink(part)) {
                throw new IOException(Printable.text(part.toString())
                        + " is a link, and what it leads to could be elsewhere: name the place itself, or "
                        + "remove the link");
            }
            isNamed = false;
            part = part.getParent();
        }
    }

    private static String decode(ByteBuffer bytes) throws IOException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        CoderResult result = decoder.decode(bytes, text, true);
        text.flip();
        if (result.isError()) {
            throw new IOException("it is not in UTF-8: the byte 0x%02X in line %d is not; save it as UTF-8"
                    .formatted(
                            bytes.get(bytes.position()),
                            text.chars().filter(c -> c == '\n').count() + 1));
        }
        return text.toString();
    }

    /**
     * {@return what a file system reports, in words}
     *
     * @param failure the exception, whose message may be only a path
     */
    public static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileAlreadyExistsException || failure instanceof NotDirectoryException) {
            return "there is a file in the place of its directory";
        }
        if (failure instanceof FileSystemException stated && stated.getReason() != null) {
            return stated.getReason();
        }
        return failure.getClass() == IOException.class && failure.getMessage() != null
                ? failure.getMessage()
                : failure.toString();
    }
}
