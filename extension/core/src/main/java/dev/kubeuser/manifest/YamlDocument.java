package dev.kubeuser.manifest;

import dev.kubeuser.manifest.internal.NodeText;
import java.util.Iterator;
import org.yaml.snakeyaml.events.Event;

/**
 * One document of a file.
 *
 * @param file the file that holds it
 * @param linesBefore how many lines of the file precede the text that was parsed
 * @param text the text that was parsed
 * @param scalars the values of the file's scalars
 * @param events the events from that of the root on
 */
record YamlDocument(SourceFile file, int linesBefore, NodeText text, Scalars scalars, Iterator<Event> events) {

    Event next() {
        return events.next();
    }

    /** The line of the file on which an event begins. */
    int line(Event event) {
        return linesBefore + event.getStartMark().getLine() + 1;
    }

    ManifestException malformed(int line, String problem) {
        return file.malformed(line, problem);
    }

    ManifestException notYaml(int line, String problem) {
        return YamlDocuments.notYaml(file, line, problem, null);
    }
}
