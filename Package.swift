// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "mesure",
  products: [
    .executable(name: "mesure", targets: ["mesure"]),
    // For the package under Benchmarks/, which measures them from outside.
    .library(name: "Expressions", targets: ["Expressions"]),
    .library(name: "Decisions", targets: ["Decisions"]),
    .library(name: "Times", targets: ["Times"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // The pure rooms: no clock, no file, no environment, no Foundation.
    .target(name: "Times"),
    .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
    // The standard library's rounding of doubles calls the C library's, which nothing else here would link.
    .target(name: "Expressions", dependencies: ["CRE2", "Times"], linkerSettings: [.linkedLibrary("m")]),
    .target(name: "Decisions", dependencies: ["Expressions", "Times"]),
    .target(name: "Populations"),
    // Files: customers, charters, and one from the other.
    .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),
    .target(name: "Records", dependencies: ["CSimdjson"]),
    .target(name: "CEmbedded"),
    .target(
      name: "Charters",
      dependencies: [
        "CEmbedded", "Decisions", "Expressions", "Populations", "Times", .product(name: "Yams", package: "Yams"),
      ],
      exclude: ["Calendars"]),
    .target(name: "Intake", dependencies: ["Charters", "Decisions", "Expressions", "Records", "Times"]),
    .target(name: "Explanations", dependencies: ["Charters", "Decisions", "Expressions", "Times"]),
    .executableTarget(
      name: "mesure",
      dependencies: [
        "Charters", "Decisions", "Explanations", "Intake", "Records", "Populations", "Times",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    // Repeatable chance for tests.
    .target(name: "Seeds", path: "Tests/Seeds"),
    .testTarget(name: "TimesTests", dependencies: ["Seeds", "Times"]),
    .testTarget(name: "ExpressionsTests", dependencies: ["Expressions", "Seeds", "Times"]),
    .testTarget(name: "PopulationsTests", dependencies: ["Populations", "Charters"]),
    .testTarget(name: "DecisionsTests", dependencies: ["Decisions", "Expressions", "Seeds", "Times"]),
    .testTarget(name: "RecordsTests", dependencies: ["Records", "Seeds"]),
    .testTarget(
      name: "ChartersTests", dependencies: ["Charters", "Decisions", "Expressions", "Intake", "Records", "Times"]),
    .testTarget(
      name: "IntakeTests", dependencies: ["Charters", "Decisions", "Expressions", "Intake", "Records", "Times"]),
    .testTarget(name: "ExplanationsTests", dependencies: ["Charters", "Decisions", "Explanations", "Intake", "Times"]),
    .testTarget(name: "CommandTests"),
    // The repository itself: fence, links, commands of the documents.
    .testTarget(name: "RepositoryTests"),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
