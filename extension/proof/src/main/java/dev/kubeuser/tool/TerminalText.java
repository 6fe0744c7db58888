package dev.kubeuser.tool;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import java.nio.file.FileSystemException;
import org.apiguardian.api.API;

/**
 * Text for a terminal or the log of a CI job: whatever names in it hold, neither obeys it. Characters that a terminal
 * would obey become escapes, such as {@code \n} and {@code \x1b}. Stateless and thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TerminalText {

    private TerminalText() {}

    /**
     * {@return a text on one line}
     *
     * @param text for example the name of a file
     */
    public static String line(String text) {
        return Printable.text(text);
    }

    /**
     * {@return the message of a failure, which keeps its line breaks. Of a file system's failure, whose own message may be
     * the name of a file alone, it also says what is wrong}
     *
     * @param failure what was thrown
     */
    public static String message(Exception failure) {
        return Printable.lines(
                failure instanceof FileSystemException ofFile && ofFile.getFile() != null
                        ? ofFile.getFile() + " cannot be read or written: " + TextFile.reason(ofFile)
                        : String.valueOf(failure.getMessage()));
    }
}
