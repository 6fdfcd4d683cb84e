package dev.palisade.verify;

import dev.palisade.verify.attack.Finding;
import dev.palisade.verify.catalogue.TestName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What the last run of the tests said, as long as nothing was compiled since. */
public final class TestReports {

    private final Path repository;

    /** Of this repository. */
    public TestReports(Path repository) {
        this.repository = repository;
    }

    /**
     * What a test saw.
     *
     * @return one finding for each time that it ran; none when it was not run on what is compiled now
     */
    public List<Finding> of(TestName test) {
        Path target = repository.resolve(test.module()).resolve("target");
        List<Finding> findings = new ArrayList<>();
        for (String folder : List.of("surefire-reports", "failsafe-reports")) {
            report(target.resolve(folder), test)
                    .filter(report -> isFresh(report, target.resolve("classes")))
                    .ifPresent(report -> findings.addAll(read(report, test)));
        }
        return findings;
    }

    /** How Maven ran a test when it last did; nothing when it never has. */
    public Optional<Setting> setting(TestName test) {
        Path target = repository.resolve(test.module()).resolve("target");
        return report(target.resolve("surefire-reports"), test).map(report -> {
            try {
                Element suite = document(report).getDocumentElement();
                NodeList properties = suite.getElementsByTagName("property");
                for (int i = 0; i < properties.getLength(); i++) {
                    Element property = (Element) properties.item(i);
                    if (property.getAttribute("name").equals("surefire.test.class.path")) {
                        return new Setting(property.getAttribute("value"), suite.getAttribute("name"));
                    }
                }
                throw new IllegalStateException(report + " names no class path.");
            } catch (IOException | SAXException | ParserConfigurationException e) {
                throw new IllegalStateException(report + " cannot be read.", e);
            }
        });
    }

    private static Optional<Path> report(Path folder, TestName test) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("TEST-")
                            && file.getFileName().toString().endsWith("." + test.type() + ".xml"))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isFresh(Path report, Path classes) {
        if (!Files.isDirectory(classes)) {
            return true; // a module of tests only
        }
        try (Stream<Path> files = Files.walk(classes)) {
            FileTime reported = Files.getLastModifiedTime(report);
            return files.filter(file -> file.toString().endsWith(".class")).allMatch(file -> {
                try {
                    return Files.getLastModifiedTime(file).compareTo(reported) <= 0;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Finding> read(Path report, TestName test) {
        try {
            Document document = document(report);
            List<Finding> findings = new ArrayList<>();
            NodeList cases = document.getElementsByTagName("testcase");
            for (int i = 0; i < cases.getLength(); i++) {
                Element one = (Element) cases.item(i);
                String name =
                        one.getAttribute("name").replaceAll("[\\[({].*$", "").strip();
                if (name.equals(test.method())
                        && one.getElementsByTagName("skipped").getLength() == 0) {
                    boolean failed = one.getElementsByTagName("failure").getLength() > 0
                            || one.getElementsByTagName("error").getLength() > 0;
                    findings.add(new Finding(
                            one.getAttribute("name") + " passes", !failed, failed ? "it failed" : "it passed"));
                }
            }
            return findings;
        } catch (IOException | SAXException | ParserConfigurationException e) {
            return List.of(new Finding("the report of " + test.type() + " can be read", false, e.toString()));
        }
    }

    private static Document document(Path report) throws IOException, SAXException, ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(report.toFile());
    }

    /**
     * How Maven ran a test.
     *
     * @param classPath the class path of its module
     * @param type the class with its package
     */
    public record Setting(String classPath, String type) {}
}
