package dev.kubeuser.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** Where and with what it was measured: figures without that mean nothing. */
record Machine(RivalPrograms programs, int runs) {

    String describe() throws IOException, InterruptedException {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return String.format(
                Locale.ROOT,
                """
                Measured on %s, medians of %d runs (smallest to largest), contenders in turns, one run of each before that not counted.

                - machine: %d cores, %.0f GB of memory, %s %s %s; load %.1f when it began
                - Java: %s %s
                - Kubernetes %s, and the rival programs of the same modules, built with %s; kube-api-test %s
                - %s; %s
                """,
                LocalDate.now(ZoneOffset.UTC),
                runs,
                system.getAvailableProcessors(),
                system.getTotalMemorySize() / 1e9,
                system.getName(),
                system.getVersion(),
                system.getArch(),
                system.getSystemLoadAverage(),
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.version"),
                programs.version(),
                new Tool("go").version("version"),
                System.getProperty("kube-api-test.version", "unknown"),
                shorten(new Tool("openssl").version("version")),
                shorten(new Tool("curl").version("--version")));
    }

    /** Without what follows in parentheses: the libraries it was linked with. */
    private static String shorten(String version) {
        int parenthesis = version.indexOf(" (");
        return parenthesis < 0 ? version : version.substring(0, parenthesis);
    }
}
