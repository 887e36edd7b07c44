import Foundation
import Testing

/// What the Debian package puts beside the program. `make deb` builds it, checks it and starts the program from it.
@Suite("The Debian package's files")
struct PackagingTests {
  private func text(_ path: String) throws -> String {
    try String(contentsOf: Program.repository.appendingPathComponent(path), encoding: .utf8)
  }

  /// The lines of the unit that begin so, without it.
  private func unit(_ key: String) throws -> [String] {
    try text("Packaging/mesure.service").split(separator: "\n").filter { $0.hasPrefix(key + "=") }
      .map { String($0.dropFirst(key.count + 1)) }
  }

  @Test("what the unit starts and what dpkg keeps as settings is in the package")
  func files() throws {
    let script = try text("scripts/deb")
    let start = try #require(try unit("ExecStart").first).split(separator: " ").map(String.init)
    #expect(start == ["/usr/bin/mesure", "serve", "--config", "/etc/mesure/mesure.yaml"])
    let settings = try text("Packaging/conffiles").split(separator: "\n").map(String.init)
    #expect(settings == ["/etc/mesure/mesure.yaml"])
    for path in [start[0], start[3], "/lib/systemd/system/mesure.service"] + settings {
      #expect(script.contains("$tree/root\(path)"), "scripts/deb does not install \(path)")
    }
  }

  @Test(
    "the program takes the package's settings, and keeps its data where the unit lets it write",
    .enabled(if: Program.isBuilt, "the program is not built; `swift build` builds it"))
  func settings() throws {
    let ended = try Program.run("$mesure serve --print-config --config Packaging/mesure.yaml")
    #expect(ended.code == 0, "\(ended.err)")
    let state = try #require(try unit("StateDirectory").first)
    let folder = "/var/lib/" + state
    let lines = ended.out.split(separator: "\n").map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
    #expect(lines.contains("data: \(folder)"), "\(ended.out)")
    #expect(lines.contains("key-file: \(folder)/first-key"), "\(ended.out)")
    // systemd waits for longer than a graceful stop may take.
    let stop = try #require(try unit("TimeoutStopSec").first)
    let drain = try #require(lines.first { $0.hasPrefix("drain-seconds: ") }?.split(separator: " ").last)
    let (stopSeconds, drainSeconds) = (try #require(Int(stop)), try #require(Int(drain)))
    #expect(drainSeconds < stopSeconds)
  }

  @Test("scripts that dpkg runs are shell that any Debian can read", arguments: ["postinst", "prerm", "postrm"])
  func scripts(name: String) throws {
    #expect(try text("Packaging/\(name)").hasPrefix("#!/bin/sh\n"))
    let ended = try Program.run("sh -n Packaging/\(name)")
    #expect(ended.code == 0, "\(ended.err)")
  }

  @Test("every blank of the control file is filled in, in a form that dpkg reads")
  func control() throws {
    let script = try text("scripts/deb")
    let control = try text("Packaging/control.in")
    let blanks = control.matches(of: /@[A-Z]+@/).map { String($0.output) }
    #expect(Set(blanks) == ["@VERSION@", "@ARCHITECTURE@", "@KILOBYTES@", "@DEPENDS@"])
    for blank in blanks { #expect(script.contains("s/\(blank)/"), "scripts/deb leaves \(blank) blank") }
    for field in ["Package", "Version", "Architecture", "Maintainer", "Description"] {
      #expect(control.contains(try Regex("(?m)^\(field): .+$")), "\(field)")
    }
    #expect(control.hasSuffix("\n"), "dpkg wants a last line that ends")
  }

  private static let systemdAnalyze = ["/usr/bin/systemd-analyze", "/bin/systemd-analyze"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test("systemd finds nothing wrong with the unit", .enabled(if: systemdAnalyze != nil, "there is no systemd-analyze"))
  func unit() throws {
    let tool = try #require(PackagingTests.systemdAnalyze)
    // It looks for the program, which is installed on few machines: one that is everywhere stands in for it.
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let unit = try text("Packaging/mesure.service").replacing("/usr/bin/mesure", with: "/bin/true")
    func findings(_ unit: String) throws -> [Substring] {
      try unit.write(toFile: folder + "/mesure.service", atomically: true, encoding: .utf8)
      let ended = try Program.run("\(tool) verify --man=no \(folder)/mesure.service")
      // It may tell of units of the machine as well.
      return (ended.out + ended.err).split(separator: "\n").filter { $0.contains("mesure.service") }
    }
    #expect(try findings(unit) == [])
    #expect(try findings(unit.replacing("RestartSec=2", with: "RestartSec=soon")).count == 1, "it finds mistakes")
  }
}
