-- What an operation teaches names clusters beside reports. Earlier operations named every report, and go on to.
UPDATE "regroup_operations" SET "links" = jsonb_build_object(
  'mustLink', (SELECT coalesce(jsonb_agg(jsonb_build_object('reports', side, 'clusters', '[]'::jsonb)), '[]'::jsonb)
    FROM jsonb_array_elements("links"->'mustLink') AS side),
  'cannotLink', (SELECT coalesce(jsonb_agg(jsonb_build_object(
      'a', jsonb_build_object('reports', pair->'a', 'clusters', '[]'::jsonb),
      'b', jsonb_build_object('reports', pair->'b', 'clusters', '[]'::jsonb))), '[]'::jsonb)
    FROM jsonb_array_elements("links"->'cannotLink') AS pair),
  'merged', '[]'::jsonb,
  'left', '[]'::jsonb
) WHERE "links" IS NOT NULL AND NOT "links" ? 'merged';
