// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.archive;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A directory tree with the unpacked archive, and a PATH with a few tools, none of them Java's. */
record BareMachine(Path root, Path home) {

    private static final List<String> TOOLS = List.of(
            "sh",
            "bash",
            "env",
            "cat",
            "cp",
            "true",
            "uname",
            "readlink",
            "tar",
            "gzip",
            "sha256sum",
            "mkdir",
            "mktemp",
            "curl",
            "mv",
            "rm",
            "ls");

    /** Not in a directory that JUnit removes: it would warn of each link. */
    private static final Path BIN = Path.of("target/bare-bin").toAbsolutePath();

    record Output(int exit, String out) {}

    /** A directory tree with the tools alone. */
    static BareMachine empty(Path directory) throws IOException {
        Path bin = Files.createDirectories(BIN);
        for (String tool : TOOLS) {
            for (String place : List.of("/usr/bin", "/bin")) {
                Path program = Path.of(place, tool);
                if (Files.exists(program) && Files.notExists(bin.resolve(tool))) {
                    Files.createSymbolicLink(bin.resolve(tool), program);
                }
            }
        }
        return new BareMachine(directory, directory.resolve(System.getProperty("archive.name")));
    }

    /** Unpacks the archive below a directory. */
    static BareMachine in(Path directory) throws IOException, InterruptedException {
        BareMachine machine = empty(directory);
        Output unpacked = machine.run("tar", "-xzf", System.getProperty("archive"), "-C", directory.toString());
        if (unpacked.exit() != 0) {
            throw new IOException(unpacked.out());
        }
        return machine;
    }

    /** Serves a file as a page of releases does, on a free port of this machine. */
    static HttpServer serve(Path file, String folder) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(folder + "/" + file.getFileName(), exchange -> {
            exchange.sendResponseHeaders(200, Files.size(file));
            try (OutputStream out = exchange.getResponseBody()) {
                Files.copy(file, out);
            }
        });
        server.start();
        return server;
    }

    static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    static String path() {
        return BIN.toString();
    }

    Path program() {
        return home.resolve("bin/kubeuser");
    }

    /** Runs {@code kubeuser}. */
    Output kubeuser(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = program().toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return run(command);
    }

    /** Runs a command with nothing of this JVM's environment. */
    Output run(String... command) throws IOException, InterruptedException {
        return run(Map.of(), command);
    }

    /** The same with more variables. */
    Output run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(root, "out", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        if (!command[0].contains("/")) {
            command[0] = BIN.resolve(command[0]).toString();
        }
        builder.environment().clear();
        builder.environment().put("PATH", path());
        builder.environment()
                .put("HOME", Files.createDirectories(root.resolve("user")).toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + " did not end: " + Files.readString(out));
        }
        return new Output(process.exitValue(), Files.readString(out));
    }
}
