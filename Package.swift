// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "mesure",
  products: [.executable(name: "mesure", targets: ["mesure"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // The pure rooms: no clock, no file, no environment, no Foundation.
    .target(name: "Times"),
    .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
    .target(name: "Expressions", dependencies: ["Times", "CRE2"]),
    .target(name: "Decisions", dependencies: ["Expressions", "Times"]),
    .target(name: "Simulations"),
    // Files: customers, charters, and one from the other.
    .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),
    .target(name: "Records", dependencies: ["CSimdjson"]),
    .target(name: "CEmbedded"),
    .target(
      name: "Charters",
      dependencies: [
        "CEmbedded", "Decisions", "Expressions", "Simulations", "Times", .product(name: "Yams", package: "Yams"),
      ],
      exclude: ["Calendars"]),
    .target(name: "Intake", dependencies: ["Charters", "Decisions", "Expressions", "Records", "Times"]),
    .target(name: "Explanations", dependencies: ["Charters", "Decisions", "Expressions", "Times"]),
    .executableTarget(
      name: "mesure",
      dependencies: [
        "Charters", "Decisions", "Explanations", "Intake", "Records", "Times",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .testTarget(name: "TimesTests", dependencies: ["Times"]),
    .testTarget(name: "ExpressionsTests", dependencies: ["Expressions", "Times"]),
    .testTarget(name: "SimulationsTests", dependencies: ["Simulations", "Charters"]),
    .testTarget(name: "RecordsTests", dependencies: ["Records"]),
    .testTarget(
      name: "ChartersTests", dependencies: ["Charters", "Decisions", "Expressions", "Intake", "Records", "Times"]),
    .testTarget(
      name: "IntakeTests", dependencies: ["Charters", "Decisions", "Expressions", "Intake", "Records", "Times"]),
    .testTarget(name: "ExplanationsTests", dependencies: ["Charters", "Decisions", "Explanations", "Intake", "Times"]),
    .testTarget(name: "CommandTests"),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
