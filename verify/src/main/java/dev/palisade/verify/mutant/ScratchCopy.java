package dev.palisade.verify.mutant;

import dev.palisade.local.PlatformException;
import dev.palisade.verify.TestReports;
import dev.palisade.verify.attack.Finding;
import dev.palisade.verify.catalogue.TestName;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * A copy of the repository in which lines are changed and tests are run; the repository itself stays as it is. Maven
 * builds it and runs all tests of interest once, as it stands. What is changed afterwards is compiled alone, and its test
 * runs in a process of its own with the class path that Maven gave to it: seconds instead of a minute for each mutant.
 */
final class ScratchCopy {

    private static final Set<String> LEFT_OUT = Set.of("target", ".git", ".palisade", "node_modules", ".idea");
    private static final long BUILD_MINUTES = 45;
    private static final long TEST_MINUTES = 4;

    private final Path folder;
    private final String maven;
    private final TestReports reports;

    private ScratchCopy(Path folder, String maven) {
        this.folder = folder;
        this.maven = maven;
        this.reports = new TestReports(folder);
    }

    /** Copies a repository; what an earlier copy has compiled is kept, what is gone from the repository is not. */
    static ScratchCopy of(Path repository, Path folder, String maven) {
        try {
            Files.createDirectories(folder);
            Files.walkFileTree(repository, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes attributes) throws IOException {
                    if (isLeftOut(repository, from) || from.equals(folder)) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    Files.createDirectories(folder.resolve(repository.relativize(from)));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path from, BasicFileAttributes attributes) throws IOException {
                    Path to = folder.resolve(repository.relativize(from));
                    if (!Files.exists(to) || Files.mismatch(from, to) >= 0) {
                        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) {
                    return isLeftOut(folder, at) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path at, BasicFileAttributes attributes) throws IOException {
                    if (!Files.exists(repository.resolve(folder.relativize(at)))) {
                        Files.delete(at);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ScratchCopy(folder, maven);
    }

    private static boolean isLeftOut(Path root, Path at) {
        return LEFT_OUT.contains(String.valueOf(at.getFileName())) || at.equals(root.resolve("evidence"));
    }

    String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String file, String text) {
        try {
            Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Builds and starts the platform of the copy with its own command line.
     *
     * @throws PlatformException when it does not start
     */
    void start(Path home, int portOffset) {
        List<String> command = List.of(
                folder.resolve("palisade").toString(),
                "up",
                "--home",
                home.toString(),
                "--port-offset",
                Integer.toString(portOffset));
        if (run(command, folder, BUILD_MINUTES, "up.log") != 0) {
            throw new PlatformException("The copy does not start; the reason is in " + folder.resolve("up.log") + ".");
        }
    }

    /**
     * Builds the copy as it stands, and runs these tests.
     *
     * @return those that passed
     */
    Set<TestName> passing(Collection<TestName> tests) {
        build(tests);
        return tests.stream()
                .filter(test -> {
                    List<Finding> findings = reports.of(test);
                    return !findings.isEmpty() && findings.stream().allMatch(Finding::ok);
                })
                .collect(Collectors.toSet());
    }

    /** Builds the copy as it stands, runs these tests, and says what each found that should not be. */
    Map<TestName, List<String>> faults(Collection<TestName> tests) {
        build(tests);
        return tests.stream()
                .distinct()
                .collect(Collectors.toMap(
                        test -> test,
                        test -> reports.of(test).stream()
                                .filter(finding -> !finding.ok())
                                .map(Finding::seen)
                                .toList()));
    }

    private void build(Collection<TestName> tests) {
        TreeMap<String, TreeSet<String>> methods = new TreeMap<>();
        tests.forEach(test ->
                methods.computeIfAbsent(test.type(), type -> new TreeSet<>()).add(test.method()));
        // The second form is for classes inside the class.
        String selection = methods.entrySet().stream()
                .flatMap(each -> Stream.of(each.getKey(), each.getKey() + "$*")
                        .map(type -> type + "#" + String.join("+", each.getValue())))
                .collect(Collectors.joining(","));
        String modules = tests.stream().map(TestName::module).distinct().collect(Collectors.joining(","));
        List<String> command = List.of(
                maven,
                "-B",
                "-q",
                "test",
                "-pl",
                modules,
                "-am",
                "-Dspotless.check.skip=true",
                "-Dmaven.test.failure.ignore=true",
                "-Dsurefire.failIfNoSpecifiedTests=false",
                "-Dtest=" + selection);
        int code = run(command, folder, BUILD_MINUTES, "build.log");
        if (code != 0) {
            throw new PlatformException(
                    "The copy could not be built; Maven's words are in " + folder.resolve("build.log") + ".");
        }
    }

    /**
     * Sets a file to a text, in the form too in which the tests find it.
     *
     * @param test whose class path the compiler gets
     * @return false when it does not compile
     */
    boolean set(String file, String text, TestName test) {
        try {
            Path source = folder.resolve(file);
            String before = Files.readString(source);
            Files.writeString(source, text);
            Path module = moduleOf(source);
            if (module == null) {
                return true; // read where it stands
            }
            return file.endsWith(".java") ? compile(source, module, test) : copyBuilt(module, source, before, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs one test on what is compiled now. */
    TestRun run(TestName test) {
        TestReports.Setting setting = setting(test);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+EnableDynamicAgentLoading",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dbasedir=" + folder.resolve(test.module()),
                "-cp",
                setting.classPath() + File.pathSeparator + launcher(setting) + File.pathSeparator + own(),
                OneTest.class.getName(),
                setting.type(),
                test.method());
        return switch (run(command, folder.resolve(test.module()), TEST_MINUTES, "test.log")) {
            case OneTest.PASSED -> TestRun.PASSED;
            case OneTest.FAILED -> TestRun.FAILED;
            default -> TestRun.BROKEN;
        };
    }

    private TestReports.Setting setting(TestName test) {
        return reports.setting(test).orElseThrow(() -> new PlatformException("There is no report of " + test + "."));
    }

    /** JUnit's launcher, which Maven has fetched beside the engine of the same version. */
    private static String launcher(TestReports.Setting setting) {
        return Stream.of(setting.classPath().split(File.pathSeparator))
                .filter(entry -> entry.contains("junit-platform-engine"))
                .map(entry -> entry.replace("junit-platform-engine", "junit-platform-launcher"))
                .findFirst()
                .orElseThrow();
    }

    private static String own() {
        try {
            return Path.of(OneTest.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable Path moduleOf(Path file) {
        for (Path at = file.getParent(); at != null && !at.equals(folder); at = at.getParent()) {
            if (Files.exists(at.resolve("pom.xml"))) {
                return at;
            }
        }
        return null;
    }

    private boolean compile(Path source, Path module, TestName test) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter words = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean good = compiler.getTask(
                            words,
                            files,
                            null,
                            List.of(
                                    "-cp",
                                    setting(test).classPath(),
                                    "-d",
                                    module.resolve("target/classes").toString(),
                                    "-parameters",
                                    "-proc:none",
                                    "-nowarn"),
                            null,
                            files.getJavaFileObjects(source))
                    .call();
            if (!good) {
                Files.writeString(folder.resolve("compiler.log"), words.toString());
            }
            return good;
        }
    }

    /** A resource lies where the build has put it: the file of the same name that held the same text. */
    private static boolean copyBuilt(Path module, Path source, String before, String text) throws IOException {
        List<Path> built = new ArrayList<>();
        try (Stream<Path> files = Files.walk(module.resolve("target/classes"))) {
            for (Path file : files.filter(file -> file.endsWith(source.getFileName()))
                    .filter(Files::isRegularFile)
                    .toList()) {
                if (Files.readString(file).equals(before)) {
                    built.add(file);
                }
            }
        }
        for (Path file : built) {
            Files.writeString(file, text);
        }
        return true;
    }

    private int run(List<String> command, Path at, long minutes, String log) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(at.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve(log).toFile())
                    .start();
            if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                return -1;
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new PlatformException(command.getFirst() + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("The command was interrupted.", e);
        }
    }

    /** How a test ended. */
    enum TestRun {
        PASSED,
        FAILED,
        BROKEN
    }
}
