package dev.kubeuser.table.internal;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.error.ConfigurationException;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;

/**
 * The text of a table.
 *
 * @param name of its resource or file, for messages
 * @param text all of it
 */
public record TableText(String name, String text) {

    /**
     * Reads a resource.
     *
     * @param test the test class that the name is relative to
     * @throws ConfigurationException if it is missing or cannot be read
     */
    public static TableText beside(Class<?> test, String name) {
        URL resource = test.getResource(name);
        if (resource == null) {
            throw new ConfigurationException(
                    "There is no table " + name + " beside class " + test.getName()
                            + "; with a / before it, it is looked for from the root of the class path",
                    null);
        }
        try {
            return new TableText(name, TextFile.read(resource));
        } catch (IOException failure) {
            throw unreadable(name, failure);
        }
    }

    /**
     * Reads a file.
     *
     * @throws ConfigurationException if it is missing or cannot be read
     */
    public static TableText of(Path file) {
        String name = Printable.text(file.toString());
        try {
            return new TableText(name, TextFile.read(file));
        } catch (IOException failure) {
            throw unreadable(name, failure);
        }
    }

    private static ConfigurationException unreadable(String name, IOException failure) {
        return new ConfigurationException("The table " + name + " could not be read: " + failure.getMessage(), failure);
    }
}
