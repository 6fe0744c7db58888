// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.campaign;

import dev.kubeuser.campaign.Fault.BrokenPromise;
import dev.kubeuser.campaign.Fault.Unavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Faults of machines that are set up in an unusual way, or short of a resource. */
final class Surroundings {

    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** Exit codes of the shell around the run on a full disk. */
    private static final int UNMOUNTED = 99;

    private static final int LITTERED = 98;

    private Surroundings() {}

    static List<Fault> faults() {
        Stream<Fault> clocks =
                Stream.of("-400d", "-1d", "-2h", "+2h", "+1d", "+400d").map(Surroundings::clock);
        Stream<Fault> locales = Stream.of("tr-TR", "ar-EG-u-nu-arab", "th-TH-u-ca-buddhist", "ja-JP-u-ca-japanese")
                .map(Surroundings::locale);
        Stream<Fault> umasks = Stream.of("000", "022", "027", "077")
                .map(mask -> green(
                        "umask " + mask, launch -> launch.behind("sh", "-c", "umask " + mask + "; exec \"$@\"", "sh")));
        Stream<Fault> others = Stream.of(
                green(
                        "proxy that does not exist",
                        launch -> launch.option(
                                        "-Dhttps.proxyHost=127.0.0.1",
                                        "-Dhttps.proxyPort=1",
                                        "-Dhttp.proxyHost=127.0.0.1",
                                        "-Dhttp.proxyPort=1")
                                .variable("HTTPS_PROXY", "http://127.0.0.1:1")
                                .variable("HTTP_PROXY", "http://127.0.0.1:1")
                                .variable("NO_PROXY", "")),
                in("temporary directory with blanks and letters beyond ASCII", "with blanks ü 日本"),
                in("temporary directory with a path of 200 characters", "long-name-".repeat(20)),
                limited(
                        "128 open files",
                        "the run says that the limit is too low",
                        "file descriptor limit",
                        "prlimit",
                        launch -> launch.behind("prlimit", "--nofile=128")),
                limited(
                        "6 GiB of address space",
                        "the run passes, or speaks of memory",
                        "memory",
                        "prlimit",
                        launch -> launch.behind("prlimit", "--as=6442450944")),
                new Fault(
                                "full disk",
                                "the run says that no space is left, and nothing is left",
                                2,
                                Surroundings::fillDisk)
                        .needing("unshare"));
        return Stream.of(clocks, locales, umasks, others)
                .flatMap(faults -> faults)
                .toList();
    }

    private static Fault clock(String offset) {
        return limited(
                "clock of the JVM at " + offset,
                "the run passes, or blames the clock",
                "clock",
                "faketime",
                launch -> launch.behind("faketime", "-f", offset).variable("FAKETIME_DONT_FAKE_MONOTONIC", "1"));
    }

    private static Fault locale(String tag) {
        return green(
                "locale " + tag,
                launch -> launch.variable("LC_ALL", "C")
                        .option(
                                "-Duser.language=" + tag.substring(0, 2),
                                "-Duser.country=" + tag.substring(3, 5),
                                "-Duser.extensions=" + (tag.length() > 5 ? tag.substring(6) : ""),
                                "-Dfile.encoding=US-ASCII"));
    }

    private static Fault green(String name, Consumer<Launch> change) {
        return new Fault(name, "the run passes, and nothing is left", 1, ground -> {
            Launch launch = ground.launch();
            change.accept(launch);
            launch.start().requireGreen();
        });
    }

    private static Fault in(String name, String directory) {
        return new Fault(
                name,
                "the run passes, and nothing is left",
                1,
                ground -> ground.withTemporary(directory).launch().start().requireGreen());
    }

    private static Fault limited(String name, String promise, String said, String program, Consumer<Launch> change) {
        return new Fault(name, promise, 1, ground -> {
                    Launch launch = ground.launch();
                    change.accept(launch);
                    launch.start().requireGreenOr(said);
                })
                .needing(program);
    }

    /** Uses its own file system, which no other process sees and which disappears with the run. */
    private static void fillDisk(Ground ground) throws IOException, InterruptedException {
        String mount = "mount -t tmpfs -o size=1m none '" + ground.temporary() + "' || exit " + UNMOUNTED
                + "; \"$@\"; code=$?; ls '" + ground.temporary() + "' | grep -v hsperfdata_ && exit " + LITTERED
                + "; exit $code";
        Run run = ground.launch()
                .behind("unshare", "--mount", "sh", "-c", mount, "sh")
                .start();
        run.awaitUnshared(LONGEST);
        if (run.exitCode() == UNMOUNTED) {
            throw new Unavailable("it needs the right to mount a file system");
        }
        if (run.exitCode() == LITTERED) {
            throw new BrokenPromise("something was left on the full disk");
        }
        run.requireFailure(LONGEST, "no space left on device");
    }
}
