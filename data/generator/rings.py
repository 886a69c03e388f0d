"""Neighbouring topics: each names one other in whose field its people also work."""

from collections.abc import Iterable, Mapping

RINGS = (
    ("solar-pumping-irrigation", "precision-irrigation-sensing"),
    ("plateau-greenhouse-farming", "drought-tolerant-breeding"),
    ("zero-liquid-discharge", "drinking-water-contaminants", "rural-sewage-membrane-bioreactors"),
    ("industrial-solid-waste", "soil-remediation", "sludge-waste-to-energy"),
    ("voc-catalytic-oxidation", "framework-materials-separation"),
    ("dexterous-manipulation", "robotic-welding", "surface-defect-inspection", "mobile-robot-navigation"),
    ("automated-driving-perception", "city-traffic-digital-twin", "earth-observation-ai"),
    ("edge-inference-accelerators", "millimetre-wave-6g"),
    ("privacy-preserving-learning", "industrial-control-security"),
    ("industrial-language-models", "elderly-care-speech-dialogue"),
    ("medical-image-analysis", "brain-computer-interface"),
    ("mrna-lipid-nanoparticles", "aav-gene-therapy", "car-t-cell-therapy", "antibody-drug-conjugates"),
    ("synthetic-biology-fermentation", "herbal-medicine-chemistry"),
    ("organoid-drug-screening", "antimicrobial-resistance-phage"),
    ("cardiovascular-implants", "clinical-trial-statistics"),
    ("point-of-care-diagnostics", "food-safety-cold-chain"),
    ("perovskite-photovoltaics", "sodium-ion-batteries"),
    ("hydrogen-electrolysis", "carbon-capture-solvents", "co2-hydrogenation-catalysis"),
    ("grid-forming-inverters", "wind-turbine-monitoring", "predictive-maintenance"),
    ("silicon-carbide-power", "semiconductor-packaging"),
    ("carbon-fibre-composites", "rare-earth-magnets", "biodegradable-polymers"),
    ("precision-machining", "metal-additive-manufacturing"),
    ("technology-transfer-licensing", "venture-finance-startups", "science-talent-policy"),
)


def neighbours(topics: Iterable[str]) -> Mapping[str, str]:
    """The neighbour of each topic, one to one; topics that no ring names form a ring of their own."""
    known = set(topics)
    rings = [[name for name in ring if name in known] for ring in RINGS]
    rings.append(sorted(known - {name for ring in RINGS for name in ring}))
    return {name: ring[(place + 1) % len(ring)] for ring in rings if len(ring) > 1 for place, name in enumerate(ring)}
