package dev.kubeuser.access;

import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.credential.internal.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A private file that is replaced when its content has changed. */
final class CurrentFile implements Runnable {

    private static final System.Logger LOG = System.getLogger(CurrentFile.class.getName());

    private final Path file;
    private final Supplier<String> content;
    private @Nullable Secret written;

    CurrentFile(Path file, Supplier<String> content) {
        this.file = file;
        this.content = content;
    }

    void write() throws IOException {
        Secret current = new Secret(content.get());
        if (!current.equals(written)) {
            PrivateFiles.replace(file, out -> out.write(current.reveal().getBytes(StandardCharsets.UTF_8)));
            written = current;
        }
    }

    /** Tries again the next time: an exception would end the schedule. */
    @Override
    public void run() {
        try {
            write();
        } catch (IOException | RuntimeException failure) {
            LOG.log(System.Logger.Level.WARNING, "kubeuser: " + file + " is not current: " + failure.getMessage());
        }
    }
}
