package dev.kubeuser.cluster.embedded;

import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.internal.ServerLog;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The file in which the control-plane program logs: it writes a line before it answers.
 *
 * @param file the file
 */
record ProgramLog(Path file) implements ServerLog {

    @Override
    public long end() {
        try {
            return Files.size(file);
        } catch (IOException failure) {
            throw unreadable(failure);
        }
    }

    @Override
    public String after(long place) {
        try (SeekableByteChannel log = Files.newByteChannel(file).position(place)) {
            return new String(Channels.newInputStream(log).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw unreadable(failure);
        }
    }

    @Override
    public Duration delay() {
        return Duration.ZERO;
    }

    private ClusterException unreadable(IOException failure) {
        return new ClusterException(
                "The log of the control plane in " + file + " cannot be read: " + failure.getMessage(), failure);
    }
}
