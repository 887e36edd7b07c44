/// A folder below `Sources`, and the modules that its files may import.
struct Room {
  var name: String
  /// Other rooms.
  var rooms: Set<String> = []
  /// The platform's modules and packages.
  var outside: Set<String> = []
  /// Pure rooms read no clock, no chance, no file, no environment, and never print.
  var isPure = false

  /// The rooms, from the inside out. A room imports only rooms above it.
  ///
  /// Rooms of the design that hold no file yet stand here as well, so that the fence is up before they are.
  static let all: [Room] = [
    Room(name: "CCurl"),
    Room(name: "CRE2"),
    Room(name: "CSimdjson"),
    Room(name: "CEmbedded"),
    Room(name: "CHaru"),
    Room(name: "CXGBoost"),
    Room(name: "CZlib"),
    Room(name: "Times", isPure: true),
    Room(name: "Statistics", isPure: true),
    Room(name: "Expressions", rooms: ["CRE2", "Times"], isPure: true),
    Room(name: "Decisions", rooms: ["Expressions", "Statistics", "Times"], isPure: true),
    Room(name: "Learning", rooms: ["Decisions", "Expressions", "Statistics", "Times"], isPure: true),
    Room(name: "Indicators", rooms: ["Decisions", "Learning", "Statistics", "Times"], isPure: true),
    Room(name: "BroughtModels", rooms: ["CXGBoost", "Decisions"], outside: ["Foundation"]),
    Room(name: "Journeys", rooms: ["Decisions", "Expressions", "Times"], isPure: true),
    Room(name: "Sweeps", rooms: ["Decisions", "Expressions", "Statistics", "Times"], isPure: true),
    Room(name: "Populations", isPure: true),
    Room(name: "Similarities", isPure: true),
    Room(name: "Audits", rooms: ["Decisions", "Similarities", "Times"], isPure: true),
    Room(name: "Records", rooms: ["CSimdjson"], outside: ["Glibc", "Synchronization"]),
    Room(
      name: "Messages", rooms: ["Decisions", "Expressions", "Records", "Times"], outside: ["Mustache"], isPure: true),
    Room(name: "Letters", rooms: ["CHaru", "Messages"], outside: ["Foundation"]),
    Room(
      name: "Charters",
      rooms: [
        "BroughtModels", "CEmbedded", "Decisions", "Expressions", "Journeys", "Learning", "Messages", "Populations",
        "Times",
      ],
      outside: ["Crypto", "Foundation", "Yams"]),
    Room(
      name: "Simulations",
      rooms: ["Decisions", "Expressions", "Journeys", "Learning", "Populations", "Statistics", "Sweeps", "Times"],
      isPure: true),
    Room(
      name: "Explanations",
      rooms: ["Audits", "Charters", "Decisions", "Expressions", "Learning", "Records", "Times"]),
    Room(
      name: "Intake", rooms: ["Audits", "Charters", "Decisions", "Expressions", "Records", "Times"],
      outside: ["Synchronization"]),
    Room(
      name: "Hub",
      rooms: inner.union(["Messages", "Intake", "Records", "Explanations"]),
      outside: ["Crypto", "Foundation", "Synchronization", "Logging", "Metrics", "ServiceLifecycle"]),
    // Stores, channels and web know the hub, never one another.
    Room(
      name: "StoreSQLite", rooms: inner.union(["Hub"]),
      outside: ["Foundation", "GRDB", "GRDBSQLite", "Glibc", "Logging", "Synchronization"]),
    Room(
      name: "StorePostgres", rooms: inner.union(["CPQ", "Hub"]), outside: ["Foundation", "Logging", "Synchronization"]),
    Room(
      name: "Channels", rooms: inner.union(["CCurl", "Hub", "Letters", "Messages"]),
      outside: [
        "AsyncHTTPClient", "Crypto", "CryptoExtras", "Foundation", "JWTKit", "Logging", "NIOCore", "NIOPosix",
        "Synchronization",
        "Yams",
      ]),
    Room(
      name: "Web", rooms: inner.union(["CZlib", "Explanations", "Hub", "Intake", "Messages", "Records"]),
      outside: [
        "Foundation", "HTTPTypes", "HummingbirdCore", "Logging", "Mustache", "NIOCore", "NIOHTTP1",
        "NIOPosix", "ServiceLifecycle", "Synchronization",
      ]),
    Room(name: "HubTesting", rooms: inner.union(["Hub", "Messages"]), outside: ["Foundation", "Synchronization"]),
    // The executable wires everything, so it alone may know everything.
    Room(
      name: "mesure",
      rooms: inner.union([
        "Audits", "Channels", "Explanations", "Hub", "Intake", "Letters", "Messages", "Populations", "Records",
        "Similarities", "Simulations", "StorePostgres",
        "StoreSQLite", "Web",
      ]),
      outside: ["ArgumentParser", "Dispatch", "Foundation", "Glibc", "Logging", "ServiceLifecycle", "Synchronization"]),
  ]

  /// What every room around the hub may know.
  private static let inner: Set<String> = [
    "Charters", "Decisions", "Expressions", "Indicators", "Journeys", "Learning", "Statistics", "Sweeps", "Times",
  ]

  /// The rooms at the edge, which never import one another.
  static let edges: Set<String> = ["StoreSQLite", "StorePostgres", "Channels", "Web"]

  /// What a test may import besides rooms.
  static let testModules: Set<String> = [
    "CXGBoostTraining", "Crypto", "CryptoExtras", "Dispatch", "Foundation", "GRDBSQLite", "Glibc", "HTTPTypes", "LearningTrials", "Logging",
    "Seeds", "Servers",
    "ServiceLifecycle", "StatisticsTrials",
    "Synchronization", "Testing",
  ]
}

/// One `import` in a file.
struct Import: Equatable {
  var module: String
  var line: Int
  var isTestable: Bool

  /// The imports of a file, however they are written: with attributes, access levels, kinds and submodules.
  static func all(in text: SwiftText) -> [Import] {
    let kinds: Set<String> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
    let words = text.words
    var imports: [Import] = []
    for (index, word) in words.enumerated() where word.text == "import" {
      guard var next = words[(index + 1)...].first else { continue }
      if kinds.contains(next.text), index + 2 < words.count { next = words[index + 2] }
      let module = next.text.split(separator: ".").first.map(String.init) ?? next.text
      let before = words[..<index].reversed().prefix { $0.text.hasPrefix("@") || accessLevels.contains($0.text) }
      imports.append(
        Import(module: module, line: word.line, isTestable: before.contains { $0.text == "@testable" }))
    }
    return imports
  }

  private static let accessLevels: Set<String> = ["public", "package", "internal", "fileprivate", "private"]
}

/// The fence between rooms.
struct ImportFence {
  var rooms = Room.all

  /// What is wrong with the imports of a file below `Sources` or `Tests`.
  func findings(in file: TextFile) -> [Finding] {
    let imports = Import.all(in: SwiftText(file.text))
    let isTest = file.path.hasPrefix("Tests/")
    guard isTest || rooms.contains(where: { $0.name == file.room }) else {
      return [Finding(path: file.path, line: 1, message: unknown(file.room))]
    }
    return imports.compactMap { found in
      guard let message = isTest ? testFault(found) : fault(found, in: file.room) else { return nil }
      return Finding(path: file.path, line: found.line, message: message)
    }
  }

  /// Folders below `Sources` that nobody decided about.
  func unknownRooms(among folders: [String]) -> [Finding] {
    folders.filter { folder in !rooms.contains { $0.name == folder } }
      .map { Finding(path: "Sources/\($0)", line: 1, message: unknown($0)) }
  }

  private func unknown(_ room: String) -> String {
    "there is no room `\(room)`; add it to the table of rooms, or choose another folder"
  }

  private func fault(_ found: Import, in name: String) -> String? {
    if found.isTestable { return "`@testable` is for tests" }
    guard let room = rooms.first(where: { $0.name == name }) else { return nil }
    if room.rooms.contains(found.module) || room.outside.contains(found.module) { return nil }
    return "`\(name)` may not import `\(found.module)`; \(room.may)"
  }

  private func testFault(_ found: Import) -> String? {
    if Room.testModules.contains(found.module) || rooms.contains(where: { $0.name == found.module }) { return nil }
    return "tests may not import `\(found.module)`"
  }
}

extension Room {
  /// What the room may import, in words.
  fileprivate var may: String {
    let all = rooms.union(outside).sorted()
    return all.isEmpty ? "it may import nothing" : "it may import " + all.joined(separator: ", ")
  }
}
