package dev.kubeuser.manifest;

import dev.kubeuser.base.internal.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * What a program says on its standard error: the beginning and the end. However much it says, a few kilobytes are kept,
 * and the program never waits for a reader. Thread-safe.
 */
final class ToolWords {

    private static final int HEAD = 3000;
    private static final int TAIL = 1000;
    private static final int BUFFER = 8192;
    private static final String ADVICE_FOR_A_FLAG = "Use --debug flag";

    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private byte[] tail = {};
    private long leftOut;

    /** Listens until the program has said all. */
    void listen(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            add(buffer, length);
        }
    }

    private synchronized void add(byte[] bytes, int length) {
        int first = Math.min(length, HEAD - head.size());
        head.write(bytes, 0, first);
        byte[] last = new byte[tail.length + length - first];
        System.arraycopy(tail, 0, last, 0, tail.length);
        System.arraycopy(bytes, first, last, tail.length, length - first);
        int more = Math.max(0, last.length - TAIL);
        leftOut += more;
        tail = new byte[last.length - more];
        System.arraycopy(last, more, tail, 0, tail.length);
    }

    /** The words as the end of a sentence, with what a terminal would obey as escapes. */
    @Override
    public synchronized String toString() {
        String begin = head.toString(StandardCharsets.UTF_8);
        String end = new String(tail, StandardCharsets.UTF_8);
        String all = leftOut == 0 ? begin + end : begin + "\n[" + leftOut + " bytes are left out]\n" + end;
        String said = all.lines()
                .map(String::stripTrailing)
                .filter(line -> !line.isEmpty() && !line.startsWith(ADVICE_FOR_A_FLAG))
                .map(line -> Printable.text(line.replaceFirst("^(?i:error): ", "")))
                .collect(Collectors.joining("\n  "));
        return said.isEmpty() ? "; it said nothing" : ": " + said;
    }
}
